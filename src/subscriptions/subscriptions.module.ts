import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { handlersOf } from '../platform/http/handlers-of';
import { NETWORK_PLANS } from '../configuration';
import { ConfigurationModule } from '../configuration/configuration.module';
import { PLAN_GUARD } from '../security';
import { TransactionsModule } from '../transactions/transactions.module';
import { ChangeSellerHandler } from './invoices/change-seller.command';
import { Invoices } from './invoices/invoices';
import { InvoicesController } from './invoices/invoices.controller';
import { SellerController } from './invoices/seller.controller';
import { PlanInForce } from './limits/plan-in-force';
import { PlatformMetricsController } from './metrics/platform-metrics.controller';
import { PlatformMetrics } from './metrics/platform-metrics.query';
import { InstallationHealth } from './networks/installation-health';
import { NetworkHealth } from './networks/network-health.query';
import { PlatformJobs } from './networks/platform-jobs';
import { Retention } from './networks/retention.query';
import { PlatformController } from './networks/platform.controller';
import { OnlinePayments } from './online/online-payments';
import { OnlinePaymentsController } from './online/online-payments.controller';
import { OnlinePaymentsJob } from './online/online-payments.job';
import { YooKassaNotificationController } from './online/yookassa-notification.controller';
import { BankEntriesController } from './payments/bank-entries.controller';
import * as paymentsCommands from './payments/payments.commands';
import { Payments } from './payments/payments';
import { PaymentsController } from './payments/payments.controller';
import { StatementReading } from './payments/statement-reading';
import { CreatePlanVersionHandler } from './plans/create-plan-version.command';
import { PlansController } from './plans/plans.controller';
import { ConfiguredProvider } from './provider/configured-provider';
import { Refunds } from './refunds/refunds';
import { RefundsController } from './refunds/refunds.controller';
import { SignUpController } from './sign-up/sign-up.controller';
import { SignUpNetworkHandler } from './sign-up/sign-up-network.command';
import { UnusedSignUpsJob } from './sign-up/unused-sign-ups.job';
import * as subscriptionCommands from './subscription/subscription.commands';
import { BillingJob } from './subscription/billing.job';
import { ClosedNetworkPlans } from './subscription/closed-network-plans';
import { DunningLetters } from './subscription/dunning-letters';
import { NetworkSubscriptionController } from './subscription/network-subscription.controller';
import { OwnSubscriptionController } from './subscription/own-subscription.controller';
import { PastPlans } from './subscription/past-plans';
import { SubscriptionDesk } from './subscription/subscription-desk';
import { SubscriptionsController } from './subscription/subscriptions.controller';
import { Subscriptions } from './subscription/subscriptions.query';

/** Plans of networks, the money for them, and the networks as the owner sees them. */
@Module({
  imports: [CqrsModule, ConfigurationModule, TransactionsModule],
  controllers: [
    PlansController,
    NetworkSubscriptionController,
    SubscriptionsController,
    OwnSubscriptionController,
    SellerController,
    InvoicesController,
    PaymentsController,
    BankEntriesController,
    RefundsController,
    OnlinePaymentsController,
    YooKassaNotificationController,
    PlatformMetricsController,
    PlatformController,
    SignUpController,
  ],
  providers: [
    ...handlersOf(OnlinePayments, PlatformJobs, paymentsCommands, subscriptionCommands, Refunds),
    ChangeSellerHandler,
    CreatePlanVersionHandler,
    SignUpNetworkHandler,
    BillingJob,
    ClosedNetworkPlans,
    ConfiguredProvider,
    DunningLetters,
    Invoices,
    InstallationHealth,
    NetworkHealth,
    Retention,
    OnlinePaymentsJob,
    PastPlans,
    Payments,
    PlanInForce,
    PlatformMetrics,
    StatementReading,
    SubscriptionDesk,
    Subscriptions,
    UnusedSignUpsJob,
    { provide: NETWORK_PLANS, useExisting: ClosedNetworkPlans },
    { provide: PLAN_GUARD, useExisting: PlanInForce },
  ],
  exports: [PastPlans],
})
export class SubscriptionsModule {}

import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Plan, type PlanCode, planQuery, type Subscription } from '../../entities/plan/plan.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ColumnOf } from '../../shared/ui/columns';
import { DataTable } from '../../shared/ui/data-table';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { ReadFailure } from '../../shared/ui/read-failure';
import { Figures, PageHead, Panel } from '../../shared/ui/page';
import { ChangePlanDialog } from './change-plan-dialog';
import { InvoicesPanel } from './invoices-panel';
import { ReturnedPayment } from './returned-payment';
import { usePlanMoney } from './use-plan-money';

/** The plan of the network: its use, other plans with their price today, and invoices. */
export function PlanPage() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('billing.own');
  const own = useQuery({ ...planQuery, enabled: mayManage });
  const [chosen, setChosen] = useState<PlanCode>();

  if (!mayManage)
    return (
      <>
        <PageHead title={t('plan.title')} />
        <Notice title={t('plan.readOnlyTitle')} help={t('plan.readOnlyHelp')} />
      </>
    );
  if (own.isError) return <ReadFailure isPage reading={own} />;
  if (own.isPending) return <Loading />;
  const { subscription, plans, paysOnline } = own.data;
  if (subscription === null)
    return (
      <>
        <PageHead title={t('plan.title')} />
        <Notice title={t('plan.noneTitle')} help={t('plan.noneHelp')} />
      </>
    );
  return (
    <>
      <PageHead title={t('plan.title')} sub={t('plan.sub')} />
      <ReturnedPayment />
      <StateOfPlan subscription={subscription} />
      <PlanFigures subscription={subscription} />
      <PlansPanel subscription={subscription} plans={plans} onChoose={setChosen} />
      <InvoicesPanel paysOnline={paysOnline} />
      {chosen !== undefined && <ChangePlanDialog planCode={chosen} onClose={() => setChosen(undefined)} />}
    </>
  );
}

/** Sentences for today: a trial, an unpaid invoice, a planned change. */
function StateOfPlan({ subscription }: { readonly subscription: Subscription }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const money = usePlanMoney();
  const { state, terms, trialEndsOn, dueOn, endsOn, periodEnd, nextTerms, receivable } = subscription;
  const lines = [
    ...(state === 'TRIAL' && trialEndsOn !== null ? [t('plan.trial', { day: format.birthday(trialEndsOn) })] : []),
    ...((state === 'PAST_DUE' || state === 'GRACE') && dueOn !== null
      ? [t(`plan.late.${state}`, { day: format.birthday(dueOn), sum: money(receivable, terms.currency) })]
      : []),
    ...(state === 'CANCELLED' && endsOn !== null ? [t('plan.ended', { day: format.birthday(endsOn) })] : []),
    ...(state !== 'CANCELLED' && endsOn !== null ? [t('plan.ends', { day: format.birthday(endsOn) })] : []),
    ...(nextTerms === null ? [] : [t('plan.next', { plan: nextTerms.planCode, day: format.birthday(periodEnd) })]),
  ];
  if (lines.length === 0) return null;
  return (
    <Text mb={16} py={12} px={16} bdrs={12} bg="var(--surface-sunk)" lh={1.45} role="status">
      {lines.join(' ')}
    </Text>
  );
}

function PlanFigures({ subscription }: { readonly subscription: Subscription }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const money = usePlanMoney();
  const { terms, usage, periodEnd, receivable } = subscription;
  const used = (count: number, max: number | null): { value: string; compared: string } => ({
    value: format.number(count),
    compared: max === null ? t('plan.unlimited') : t('plan.of', { max }),
  });
  return (
    <Figures
      areLong
      figures={[
        {
          label: t('plan.current'),
          value: terms.planCode,
          compared: t('plan.aMonth', { price: money(terms.price, terms.currency) }),
        },
        { label: t('plan.nextPeriod'), value: format.birthday(periodEnd) },
        { label: t('plan.toPay'), value: money(receivable, terms.currency) },
        { label: t('plan.guests'), ...used(usage.guests, terms.limits.guests) },
        { label: t('plan.restaurants'), ...used(usage.restaurants, terms.limits.restaurants) },
        { label: t('plan.support'), value: t(`plan.supports.${terms.support}`) },
      ]}
    />
  );
}

interface PlansPanelProps {
  readonly subscription: Subscription;
  readonly plans: readonly Plan[];
  readonly onChoose: (code: PlanCode) => void;
}

function PlansPanel({ subscription, plans, onChoose }: PlansPanelProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const money = usePlanMoney();
  const limitOf = (max: number | null) => (max === null ? t('plan.unlimited') : format.number(max));
  const isCurrent = ({ code }: Plan) =>
    code === subscription.terms.planCode && subscription.nextTerms === null && subscription.endsOn === null;
  const columns: ColumnOf<Plan>[] = [
    { of: 'code', title: t('plan.plan') },
    {
      title: t('plan.price'),
      isFigure: true,
      cell: ({ code, price, currency }) => (code === 'CUSTOM' ? t('plan.byAgreement') : money(price, currency)),
    },
    { title: t('plan.restaurants'), isFigure: true, isAside: true, cell: ({ limits }) => limitOf(limits.restaurants) },
    { title: t('plan.guests'), isFigure: true, isAside: true, cell: ({ limits }) => limitOf(limits.guests) },
    {
      title: t('plan.features'),
      isAside: true,
      cell: ({ features }) => features.map((feature) => t(`plan.feature.${feature}`)).join(', '),
    },
    {
      key: 'acts',
      title: t('plan.choose'),
      isActs: true,
      cell: (plan) =>
        plan.code === 'CUSTOM' || (subscription.state === 'CANCELLED' && plan.price === 0) ? null : isCurrent(plan) ? (
          <span>{t('plan.isCurrent')}</span>
        ) : (
          <Button
            variant="default"
            aria-label={t('plan.chooseOne', { plan: plan.code })}
            onClick={() => onChoose(plan.code)}
          >
            {t('plan.choose')}
          </Button>
        ),
    },
  ];
  return (
    <Panel title={t('plan.plans')}>
      <DataTable
        caption={t('plan.plansTable')}
        columns={columns}
        rows={plans}
        rowKey={({ code }) => code}
        empty={<Notice title={t('plan.noPlansTitle')} help={t('plan.noPlansHelp')} />}
      />
    </Panel>
  );
}

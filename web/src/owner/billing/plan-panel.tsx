import { Flex } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { BILLING, type Subscription } from '../../entities/billing/billing.api';
import { ownTimeZone } from '../../shared/format/zone';
import { askOrNull } from '../../shared/api/calls';
import { cancelSubscription } from '../../shared/api/operations';
import { ThingActs } from '../../shared/described/row-acts';
import { useRefresh } from '../../shared/described/use-refresh';
import { useFormats } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Figures, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { BeginPlan } from './begin-plan';
import classes from './billing.module.css';
import { ChangePlan } from './change-plan';

/** The plan of a network with the use of its limits, and the ways to another one. */
export function PlanPanel({ networkId }: { readonly networkId: string }) {
  const { t } = useTranslation('owner');
  const refresh = useRefresh(BILLING);
  const read = useQuery(askOrNull('/api/networks/{id}/subscription', { id: networkId }));
  if (read.isError)
    return (
      <Panel title={t('billing.plan')}>
        <FailureNotice error={read.error} retry={read} />
      </Panel>
    );
  if (read.data === undefined) return null;
  const subscription = read.data;
  return (
    <Panel title={t('billing.plan')}>
      {subscription === null ? (
        <p className={classes.help}>{t('billing.noPlan')}</p>
      ) : (
        <Use subscription={subscription} />
      )}
      <Flex gap={8} wrap="wrap" mt={16}>
        <ThingActs
          thing={subscription}
          refresh={refresh}
          acts={[
            {
              text: t('billing.begin'),
              look: 'main',
              isShown: isOver,
              dialog: (_, close) => <BeginPlan networkId={networkId} onClose={close} />,
            },
            {
              text: t('billing.change'),
              isShown: (one) => !isOver(one),
              dialog: (one, close) => one !== null && <ChangePlan subscription={one} onClose={close} />,
            },
            {
              of: cancelSubscription,
              params: () => ({ id: networkId }),
              text: t('billing.endPlan'),
              isShown: (one) => !isOver(one) && one?.endsOn === null,
              ask: (one) => ({
                title: t('billing.endQuestion', { plan: one?.terms.planCode ?? '' }),
                help: t('billing.endWhat'),
                yes: t('billing.endPlan'),
                no: t('state.cancel'),
              }),
            },
          ]}
        />
      </Flex>
    </Panel>
  );
}

function isOver(subscription: Subscription | null): boolean {
  return subscription === null || subscription.state === 'CANCELLED';
}

function Use({ subscription }: { readonly subscription: Subscription }) {
  const { t } = useTranslation('owner');
  const { terms, nextTerms, state, usage, periodEnd, endsOn, receivable, mrr } = subscription;
  const format = useFormats()({ currency: terms.currency, timeZone: ownTimeZone() });
  const use = (used: number, limit: number | null) =>
    limit === null ? format.number(used) : t('billing.usedOf', { used, limit });
  return (
    <>
      <Figures
        areLong
        figures={[
          { label: terms.planCode, value: format.money(terms.price), compared: t(`billing.states.${state}`) },
          { label: t('billing.mrr'), value: format.money(mrr) },
          { label: t('network.restaurants'), value: use(usage.restaurants, terms.limits.restaurants) },
          { label: t('networks.guests'), value: use(usage.guests, terms.limits.guests) },
          { label: t('billing.receivable'), value: format.money(receivable) },
          { label: t('billing.until'), value: format.birthday(endsOn ?? periodEnd) },
        ]}
      />
      {nextTerms !== null && (
        <p className={classes.help}>
          {t('billing.next', { plan: nextTerms.planCode, date: format.birthday(periodEnd) })}
        </p>
      )}
      {endsOn !== null && <p className={classes.help}>{t('billing.ends', { date: format.birthday(endsOn) })}</p>}
    </>
  );
}

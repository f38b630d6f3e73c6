import { Button, Flex } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { refreshBilling, type Subscription } from '../../entities/billing/billing.api';
import { ownTimeZone } from '../../shared/format/zone';
import { actOf, askOrNull } from '../../shared/api/calls';
import { useFormats } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Figures, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { ChangeQuestion } from '../../shared/ui/question';
import { BeginPlan } from './begin-plan';
import classes from './billing.module.css';
import { ChangePlan } from './change-plan';

/** The plan of a network with the use of its limits, and the ways to another one. */
export function PlanPanel({ networkId }: { readonly networkId: string }) {
  const { t } = useTranslation('owner');
  const queries = useQueryClient();
  const [asked, setAsked] = useState<'begin' | 'change' | 'end' | null>(null);
  const read = useQuery(askOrNull('/api/networks/{id}/subscription', { id: networkId }));
  const close = () => setAsked(null);
  if (read.isError)
    return (
      <Panel title={t('billing.plan')}>
        <FailureNotice error={read.error} retry={read} />
      </Panel>
    );
  if (read.data === undefined) return null;
  const subscription = read.data;
  const isOver = subscription === null || subscription.state === 'CANCELLED';
  return (
    <Panel title={t('billing.plan')}>
      {subscription === null ? (
        <p className={classes.help}>{t('billing.noPlan')}</p>
      ) : (
        <Use subscription={subscription} />
      )}
      <Flex gap={8} wrap="wrap" mt={16}>
        {isOver ? (
          <Button onClick={() => setAsked('begin')}>{t('billing.begin')}</Button>
        ) : (
          <>
            <Button variant="default" onClick={() => setAsked('change')}>
              {t('billing.change')}
            </Button>
            {subscription.endsOn === null && (
              <Button variant="default" onClick={() => setAsked('end')}>
                {t('billing.endPlan')}
              </Button>
            )}
          </>
        )}
      </Flex>
      {asked === 'begin' && <BeginPlan networkId={networkId} onClose={close} />}
      {asked === 'change' && subscription !== null && <ChangePlan subscription={subscription} onClose={close} />}
      {asked === 'end' && subscription !== null && (
        <ChangeQuestion
          title={t('billing.endQuestion', { plan: subscription.terms.planCode })}
          help={t('billing.endWhat')}
          yes={t('billing.endPlan')}
          no={t('state.cancel')}
          send={actOf('POST', '/api/networks/{id}/subscription/cancel', { id: networkId })}
          onDone={() => refreshBilling(queries).then(close)}
          onClose={close}
        />
      )}
    </Panel>
  );
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

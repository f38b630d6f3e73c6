import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Plan, plansQuery } from '../../entities/billing/billing.api';
import { ownTimeZone } from '../../shared/format/zone';
import { useFormats } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { ReadFailure } from '../../shared/ui/read-failure';
import { PageHead, Panel } from '../../shared/ui/page';
import { BillingTabs } from './billing-tabs';
import { NewPlanVersion } from './new-plan-version';

/** The plans with all their versions. A version never changes: another price is a new one. */
export function PlansPage() {
  const { t } = useTranslation('owner');
  const plans = useQuery(plansQuery);
  const [shown, setShown] = useState<Plan | null>(null);
  const formatOf = useFormats();
  const format = ({ currency }: Plan) => formatOf({ currency, timeZone: ownTimeZone() });
  const limitOf = (plan: Plan, limit: number | null) =>
    limit === null ? t('plans.unlimited') : format(plan).number(limit);
  const items = plans.data?.items;
  // The list has the newest version of each plan first.
  const codes = [...new Set((items ?? []).map(({ code }) => code))];
  return (
    <>
      <PageHead title={t('plans.title')} sub={t('plans.sub')} />
      <BillingTabs />
      {plans.isError && <ReadFailure reading={plans} />}
      {plans.isPending && <Loading />}
      {items?.length === 0 && <Notice title={t('plans.noneTitle')} help={t('plans.noneHelp')} />}
      {codes.map((code) => {
        const versions = (items ?? []).filter((plan) => plan.code === code);
        const newest = versions[0];
        return (
          <Panel
            key={code}
            title={code}
            aside={
              newest !== undefined && (
                <Button
                  variant="default"
                  size="sm"
                  aria-label={t('plans.newOf', { plan: code })}
                  onClick={() => setShown(newest)}
                >
                  {t('plans.new')}
                </Button>
              )
            }
          >
            <DataTable
              caption={t('plans.versionsOf', { plan: code })}
              columns={[
                { title: t('plans.version'), cell: ({ version }) => String(version) },
                { title: t('plans.from'), cell: (plan) => format(plan).birthday(plan.effectiveFrom) },
                {
                  title: t('plans.existing'),
                  isAside: true,
                  cell: (plan) =>
                    plan.existingFrom === null ? t('plans.keep') : format(plan).birthday(plan.existingFrom),
                },
                {
                  title: t('plans.restaurants'),
                  isFigure: true,
                  isAside: true,
                  cell: (plan) => limitOf(plan, plan.limits.restaurants),
                },
                {
                  title: t('plans.guests'),
                  isFigure: true,
                  isAside: true,
                  cell: (plan) => limitOf(plan, plan.limits.guests),
                },
                {
                  title: t('plans.features'),
                  isAside: true,
                  cell: ({ features }) => features.map((feature) => t(`plans.feature.${feature}`)).join(', '),
                },
                { title: t('plans.price'), isFigure: true, cell: (plan) => format(plan).money(plan.price) },
              ]}
              rows={versions}
              rowKey={({ version }) => String(version)}
              empty={null}
            />
          </Panel>
        );
      })}
      {shown !== null && <NewPlanVersion before={shown} onClose={() => setShown(null)} />}
    </>
  );
}

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Plan, plansQuery } from '../../entities/billing/billing.api';
import { ownTimeZone } from '../../shared/format/zone';
import { type Format, useFormats } from '../../shared/format/use-format';
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
  const limitText = (limit: number | null, format: Format) =>
    limit === null ? t('plans.unlimited') : format.number(limit);
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
              format={({ currency }) => formatOf({ currency, timeZone: ownTimeZone() })}
              columns={[
                { of: 'version', title: t('plans.version') },
                { of: 'effectiveFrom', title: t('plans.from'), as: 'birthday' },
                {
                  of: 'existingFrom',
                  title: t('plans.existing'),
                  as: 'birthday',
                  none: t('plans.keep'),
                  isAside: true,
                },
                {
                  title: t('plans.restaurants'),
                  isFigure: true,
                  isAside: true,
                  cell: ({ limits }, format) => limitText(limits.restaurants, format),
                },
                {
                  title: t('plans.guests'),
                  isFigure: true,
                  isAside: true,
                  cell: ({ limits }, format) => limitText(limits.guests, format),
                },
                {
                  title: t('plans.features'),
                  isAside: true,
                  cell: ({ features }) => features.map((feature) => t(`plans.feature.${feature}`)).join(', '),
                },
                { of: 'price', title: t('plans.price'), as: 'money' },
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

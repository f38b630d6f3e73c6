import { Box, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type CampaignDraft, type CampaignEstimate, campaignEstimateQuery } from '../../entities/campaign/campaign.api';
import { isOpen } from '../../entities/program/run';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { RunEnded, RunProgress } from '../../entities/program/run-progress';
import classes from './campaigns.module.css';

interface EstimatePanelProps {
  readonly document: CampaignDraft;
  /** Null: a new campaign. */
  readonly campaignId: string | null;
  readonly hasMistakes: boolean;
}

/** Guests and cost of the campaign over the network's own past, asked for by a button. */
export function EstimatePanel({ document, campaignId, hasMistakes }: EstimatePanelProps) {
  const { t } = useTranslation('admin');
  const [asked, setAsked] = useState<{ readonly id: string; readonly document: string } | null>(null);
  const ask = useChange(actOf('POST', '/api/campaigns/estimates'), ({ id }, body) =>
    setAsked({ id, document: JSON.stringify(body.document) }),
  );
  const run = useQuery(campaignEstimateQuery(asked?.id));
  const isRunning = asked !== null && run.data !== undefined && isOpen(run.data);
  const isStale = asked !== null && asked.document !== JSON.stringify(document);
  const error = ask.error ?? run.error;
  return (
    <Panel title={t('campaigns.estimate.title')}>
      {run.data?.estimate != null && <Estimate estimate={run.data.estimate} />}
      {isRunning && (
        <RunProgress
          run={run.data}
          cancel={(id) => actOf('DELETE', '/api/campaigns/estimates/{id}', { id })}
          onCancelled={() => void run.refetch()}
        />
      )}
      {run.data !== undefined && <RunEnded run={run.data} />}
      <FailureNotice error={error} />
      {!isRunning && (
        <>
          <Help>
            {hasMistakes
              ? t('campaigns.estimate.mistakes')
              : isStale
                ? t('campaigns.estimate.stale')
                : t('campaigns.estimate.help')}
          </Help>
          <Button
            variant="default"
            loading={ask.isPending}
            disabled={hasMistakes}
            onClick={() => ask.mutate({ document, campaignId })}
          >
            {asked === null ? t('campaigns.estimate.ask') : t('campaigns.estimate.again')}
          </Button>
        </>
      )}
    </Panel>
  );
}

function Estimate({ estimate }: { readonly estimate: CampaignEstimate }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const restaurants = useRestaurants();
  const nameOf = (id: string) => restaurants.data?.find((one) => one.id === id)?.name ?? '';
  const { days, sales, isEnough, reached, points, money, rewards, budgets } = estimate;
  const looked = t('campaigns.estimate.looked', { count: days, sales: format.number(sales) });
  if (!isEnough)
    return (
      <p role="status">
        {t('campaigns.estimate.tooFew')} {looked}
      </p>
    );
  const amountOf = (unit: (typeof budgets)[number]['unit'], amount: number) =>
    unit === 'MONEY' ? format.money(amount) : format.number(amount);
  return (
    <div role="status">
      <div className={classes.large}>{t('campaigns.estimate.reached', { count: reached })}</div>
      <Box component="ul" m={0} pl={20} lh={1.55}>
        <li>{t('campaigns.estimate.cost', { count: points, money: format.money(money) })}</li>
        {rewards > 0 && <li>{t('campaigns.estimate.rewards', { count: rewards })}</li>}
        {budgets
          .filter(({ wanted, limit }) => wanted > limit)
          .map(({ unit, restaurantId, limit, wanted }) => (
            <li key={`${unit} ${restaurantId ?? ''}`}>
              {t(`campaigns.estimate.short.${unit}`, { limit: amountOf(unit, limit), wanted: amountOf(unit, wanted) })}
              {restaurantId !== null && ` ${t('campaigns.estimate.at', { name: nameOf(restaurantId) })}`}
            </li>
          ))}
      </Box>
      <Help>{looked}</Help>
    </div>
  );
}

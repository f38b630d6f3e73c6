import { Button, Progress } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { campaignName, setMembership } from '../../entities/campaign/campaign.api';
import type { CampaignOfGuest } from '../../entities/guest-account/guest-account.api';
import { guestKeys } from '../../entities/guest/guest.api';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import classes from './campaigns.module.css';

const PPM_OF_PERCENT = 10_000;

interface CampaignsProps {
  readonly guestId: string;
  readonly campaigns: readonly CampaignOfGuest[];
}

/** Campaigns that the guest gets or can join, with how far their tasks are. */
export function Campaigns({ guestId, campaigns }: CampaignsProps) {
  const { t } = useTranslation('cabinet');
  return (
    <Panel title={t('campaigns.title')}>
      <ul className={classes.list}>
        {campaigns.map((campaign) => (
          <One key={campaign.campaignId} guestId={guestId} campaign={campaign} />
        ))}
      </ul>
    </Panel>
  );
}

function One({ guestId, campaign }: { readonly guestId: string; readonly campaign: CampaignOfGuest }) {
  const { t, language } = useTranslation('cabinet');
  const words = useProblemWords();
  const format = useFormat();
  const queries = useQueryClient();
  const name = campaignName(campaign, language);
  const joining = useChange(setMembership(guestId, campaign.campaignId), () =>
    queries.invalidateQueries({ queryKey: guestKeys.one(guestId) }),
  );
  const { join, joined, isPaid } = campaign;
  const canJoin = join === 'JOINED' && !joined;
  const canLeave = join === 'JOINED' && joined && !isPaid;
  return (
    <li className={classes.campaign}>
      <h3 className={classes.name}>{name}</h3>
      {campaign.moneyOff !== null && <p className={classes.about}>{gives(campaign.moneyOff)}</p>}
      {campaign.endsAt !== null && (
        <p className={classes.about}>{t('campaigns.until', { date: format.date(campaign.endsAt) })}</p>
      )}
      {campaign.isPaid && <p className={classes.about}>{t('campaigns.done')}</p>}
      {campaign.tasks.map(({ task, collected, target, unit }) => (
        <div key={task} className={classes.task}>
          <p className={classes.about}>{progress(unit, collected, target)}</p>
          <Progress value={(Math.min(collected, target) / target) * 100} aria-label={name} />
        </div>
      ))}
      {joining.isError && <ProblemNotice words={words(joining.error)} />}
      {canJoin && (
        <Button
          className={classes.act ?? ''}
          variant="default"
          loading={joining.isPending}
          onClick={() => joining.mutate('join')}
        >
          {t('campaigns.join', { name })}
        </Button>
      )}
      {canLeave && (
        <>
          <p className={classes.about}>{t('campaigns.joined')}</p>
          <Button
            className={classes.act ?? ''}
            variant="subtle"
            color="gray"
            loading={joining.isPending}
            onClick={() => joining.mutate('leave')}
          >
            {t('campaigns.leave', { name })}
          </Button>
        </>
      )}
    </li>
  );

  function gives(moneyOff: NonNullable<CampaignOfGuest['moneyOff']>): string {
    const { kind } = moneyOff;
    // Articles are codes, which say nothing to a guest.
    const parts = kind === 'COMBO' && moneyOff.parts.every(({ skus }) => skus.length === 0) ? moneyOff.parts : [];
    const goods = parts.map(({ pieces, categories }) => `${format.number(pieces)} × ${categories.join(', ')}`);
    return t('campaigns.gives', {
      kind,
      percent: 'ratePpm' in moneyOff ? format.number(moneyOff.ratePpm / PPM_OF_PERCENT) : '',
      amount: kind === 'AMOUNT' ? format.money(moneyOff.amount) : kind === 'COMBO' ? format.money(moneyOff.price) : '',
      count: kind === 'CHEAPEST' ? moneyOff.of : kind === 'EVERY_NTH' ? moneyOff.every : 0,
      goods: goods.length === 0 ? t('campaigns.set') : goods.join(' + '),
    });
  }

  function progress(unit: CampaignOfGuest['tasks'][number]['unit'], collected: number, target: number): string {
    switch (unit) {
      case 'AMOUNT':
        return t('campaigns.of', { collected: format.money(collected), target: format.money(target) });
      case 'QUANTITY':
        return t('campaigns.of', {
          collected: format.number(collected / 1_000),
          target: format.number(target / 1_000),
        });
      case 'VISITS':
        return t('campaigns.visits', { collected: format.number(collected), count: target });
      case 'TIMES':
        return t('campaigns.of', { collected: format.number(collected), target: format.number(target) });
    }
  }
}

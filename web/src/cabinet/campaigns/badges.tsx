import { BadgePicture } from '../../entities/campaign/badge-picture';
import type { EarnedBadge } from '../../entities/campaign/campaign.api';
import { useFormat } from '../../shared/format/use-format';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import classes from './badges.module.css';

/** The badges of the guest, the last one first. */
export function Badges({ badges }: { readonly badges: readonly EarnedBadge[] }) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const spoken = useSpoken();
  return (
    <Panel title={t('campaigns.badges')}>
      <ul className={classes.list}>
        {badges.map(({ campaignId, badge, day, times }) => (
          <li key={campaignId} className={classes.one}>
            <BadgePicture icon={badge.icon} colour={badge.colour} />
            <span className={classes.name}>{spoken(badge.name)}</span>
            <span className={classes.about}>
              {times > 1 ? t('campaigns.badgeTimes', { count: times, day: format.day(day) }) : format.day(day)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

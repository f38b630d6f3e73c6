import { Box, Flex } from '@mantine/core';
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
        {badges.map(({ campaignId, badge, picture, day, times }) => (
          <Flex component="li" key={campaignId} direction="column" gap={4} align="center" miw={0} ta="center">
            <BadgePicture icon={badge.icon} colour={badge.colour} picture={picture} />
            <span className={classes.name}>{spoken(badge.name)}</span>
            <Box component="span" c="dimmed" fz={14}>
              {times > 1 ? t('campaigns.badgeTimes', { count: times, day: format.day(day) }) : format.day(day)}
            </Box>
          </Flex>
        ))}
      </ul>
    </Panel>
  );
}

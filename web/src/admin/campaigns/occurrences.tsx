import { Box } from '@mantine/core';
import type { CampaignOccurrence } from '../../entities/campaign/campaign.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help } from '../../shared/ui/page';

/** The next occurrences, at most five. */
export function Occurrences({ occurrences }: { readonly occurrences: readonly CampaignOccurrence[] }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  if (occurrences.length === 0) return <Help>{t('campaigns.noOccurrences')}</Help>;
  return (
    <Box component="ul" m={0} pl={20} lh={1.55}>
      {occurrences.map(({ startsAt, endsAt }) => (
        <li key={startsAt}>
          {endsAt === null
            ? t('campaigns.from', { from: format.dateTime(startsAt) })
            : t('campaigns.fromTo', {
                from: format.dateTime(startsAt),
                to: format.date(startsAt) === format.date(endsAt) ? format.time(endsAt) : format.dateTime(endsAt),
              })}
        </li>
      ))}
    </Box>
  );
}

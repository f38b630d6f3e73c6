import { Box } from '@mantine/core';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { useSegmentNames } from '../../entities/segment/use-segments';
import { useFormat } from '../../shared/format/use-format';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { type CampaignTerms, sentencesOf } from './document/sentences.rules';

interface CampaignSentencesProps {
  readonly document: CampaignTerms;
  /** In words; undefined: none, or they have mistakes. */
  readonly conditions: string | undefined;
}

/** Describes the campaign in sentences. */
export function CampaignSentences({ document, conditions }: CampaignSentencesProps) {
  const { t } = useTranslation('admin');
  const spoken = useSpoken();
  const format = useFormat();
  const { audience, where, budgets, spendableIn } = document;
  const segmentName = useSegmentNames(audience.segments.length > 0);
  const namesPlaces =
    where.restaurantIds.length + (spendableIn?.restaurantIds.length ?? 0) > 0 ||
    budgets.some(({ restaurantId }) => restaurantId !== null);
  const restaurants = useRestaurants(namesPlaces);
  const restaurantName = (id: string) => restaurants.data?.find((restaurant) => restaurant.id === id)?.name ?? '…';
  return (
    <Box component="ul" m={0} pl={20} lh={1.55}>
      {sentencesOf(document, conditions, { t, format, spoken, segmentName, restaurantName }).map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </Box>
  );
}

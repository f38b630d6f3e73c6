import { Checkbox, Flex, MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRestaurants } from '../../../entities/restaurant/restaurant.api';
import { SegmentChoice } from '../../../entities/segment/segment-choice';
import { tiersQuery } from '../../../entities/tier/tier.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import classes from '../campaigns.module.css';
import { mistakeIn, type StepProps } from './step-props';

/** The guests that the campaign is for, and the restaurants in which it counts. */
export function AudienceFields({ values, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const tiers = useQuery(tiersQuery);
  const restaurants = useRestaurants();
  const tierCodes = new Set([...(tiers.data?.items.map(({ code }) => code) ?? []), ...values.tiers]);
  return (
    <>
      <SegmentChoice
        className={classes.wide}
        label={t('campaigns.field.segments')}
        description={t('campaigns.help.segments')}
        chosen={values.segments}
        error={mistakeIn(errors, 'audience.segments')}
        onChange={(segments) => set({ segments })}
      />
      {tierCodes.size > 0 && (
        <Checkbox.Group
          className={classes.wide ?? ''}
          label={t('campaigns.field.tiers')}
          description={t('campaigns.help.tiers')}
          value={[...values.tiers]}
          error={mistakeIn(errors, 'audience.tiers')}
          onChange={(chosen) => set({ tiers: chosen })}
        >
          <Flex gap={8} wrap="wrap" mt={16}>
            {[...tierCodes].map((code) => (
              <Checkbox key={code} size="md" value={code} label={code} />
            ))}
          </Flex>
        </Checkbox.Group>
      )}
      <MultiSelect
        className={classes.wide ?? ''}
        label={t('campaigns.field.restaurants')}
        description={t('campaigns.help.restaurants')}
        searchable
        data={(restaurants.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={[...values.restaurantIds]}
        error={mistakeIn(errors, 'where')}
        onChange={(restaurantIds) => set({ restaurantIds })}
      />
    </>
  );
}

import { Button, NativeSelect, Text } from '@mantine/core';
import type { NetworkSettings } from '../../entities/network/network-settings.api';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { changeNetwork } from '../../shared/api/operations';
import { useTranslation } from '../../shared/i18n/use-translation';
import { WholeNumberInput } from '../../shared/ui/whole-number-input';
import classes from './settings.module.css';

export type RestaurantQuestion = NetworkSettings['feedback']['restaurants'][number];

const { most: MOST_RESTAURANTS, of: RESTAURANT } = changeNetwork.body.settings.members.feedback.members.restaurants;

interface QuestionsSettingProps {
  readonly label: string;
  readonly description: string;
  readonly error: string | undefined;
  readonly value: readonly RestaurantQuestion[];
  readonly onChange: (value: readonly RestaurantQuestion[]) => void;
}

/** Restaurants that ask their guests otherwise than the network; a part that is left empty is as in the network. */
export function QuestionsSetting({ label, description, error, value, onChange }: QuestionsSettingProps) {
  const { t } = useTranslation('admin');
  const { data: restaurants = [] } = useRestaurants();
  const nameOf = (id: string) => restaurants.find((restaurant) => restaurant.id === id)?.name ?? '…';
  const others = restaurants.filter(
    ({ id, closedAt }) => closedAt === null && value.every(({ restaurantId }) => restaurantId !== id),
  );

  function change(id: string, part: Partial<RestaurantQuestion>): void {
    onChange(value.map((own) => (own.restaurantId === id ? { ...own, ...part } : own)));
  }

  return (
    <div className={classes.consents} role="group" aria-label={label}>
      <div>
        <Text fw={600}>{label}</Text>
        <Text c="dimmed">{description}</Text>
      </div>
      {error !== undefined && <p role="alert">{error}</p>}
      {value.map(({ restaurantId, asks, delayMinutes }) => (
        <fieldset key={restaurantId} className={classes.question}>
          <legend>{nameOf(restaurantId)}</legend>
          <NativeSelect
            label={t('settings.question.asks')}
            value={String(asks)}
            data={[
              { value: 'null', label: t('settings.question.asNetwork') },
              { value: 'true', label: t('settings.question.yes') },
              { value: 'false', label: t('settings.question.no') },
            ]}
            onChange={({ currentTarget }) =>
              change(restaurantId, { asks: currentTarget.value === 'null' ? null : currentTarget.value === 'true' })
            }
          />
          <WholeNumberInput
            label={t('settings.question.minutes')}
            placeholder={t('settings.question.asNetwork')}
            min={0}
            max={RESTAURANT.members.delayMinutes.most}
            clampBehavior="strict"
            value={delayMinutes ?? ''}
            onChange={(minutes) => change(restaurantId, { delayMinutes: minutes === '' ? null : minutes })}
          />
          <Button
            variant="default"
            aria-label={t('settings.question.removeOf', { name: nameOf(restaurantId) })}
            onClick={() => onChange(value.filter((own) => own.restaurantId !== restaurantId))}
          >
            {t('settings.question.remove')}
          </Button>
        </fieldset>
      ))}
      {others.length > 0 && value.length < MOST_RESTAURANTS && (
        <NativeSelect
          label={t('settings.question.add')}
          value=""
          data={[
            { value: '', label: t('settings.question.choose') },
            ...others.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={({ currentTarget }) =>
            onChange([...value, { restaurantId: currentTarget.value, asks: null, delayMinutes: null }])
          }
        />
      )}
    </div>
  );
}

import { Checkbox, Flex, NativeSelect, TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { CategoriesField } from '../menu/categories-field';
import { openMenuQuery } from '../menu/menu.api';
import { useRestaurants } from '../restaurant/restaurant.api';
import { useRewards } from '../reward/use-rewards';
import { SegmentChoice } from '../segment/segment-choice';
import { tiersQuery } from '../tier/tier.api';
import { type NamedChoice, oneOf, severalOf } from './choice-inputs';
import type { Inputs, InputProps } from '../../shared/document/document-context';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';

const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;

const listOf = ({ value }: InputProps): readonly string[] =>
  Array.isArray(value) ? (value as unknown[]).map(String) : [];
const shown = ({ label, description, error }: InputProps) => ({ label, description, error });

/** The input for eligible tiers; if no tier is chosen, all tiers are eligible. If there are no tiers to choose, the input is not shown. */
function Tiers(props: InputProps) {
  const tiers = useQuery(tiersQuery);
  const chosen = listOf(props);
  const codes = new Set([...(tiers.data?.items.map(({ code }) => code) ?? []), ...chosen]);
  if (codes.size === 0) return null;
  return (
    <Checkbox.Group {...shown(props)} size="md" value={[...chosen]} onChange={props.onChange}>
      <Flex columnGap={20} rowGap={8} wrap="wrap" mt={12}>
        {[...codes].map((code) => (
          <Checkbox key={code} size="md" value={code} label={code} />
        ))}
      </Flex>
    </Checkbox.Group>
  );
}

function Segments(props: InputProps) {
  const { label, description, error, onChange } = props;
  return (
    <SegmentChoice
      label={label}
      description={typeof description === 'string' ? description : ''}
      error={error}
      chosen={listOf(props)}
      onChange={onChange}
    />
  );
}

function useRestaurantChoices(): readonly NamedChoice[] {
  return (useRestaurants().data ?? []).map(({ id, name }) => ({ value: id, label: name }));
}

function Categories(props: InputProps) {
  const { label, description, error, onChange } = props;
  return (
    <CategoriesField
      label={label}
      {...(typeof description === 'string' && { description })}
      error={error}
      value={listOf(props)}
      onChange={onChange}
    />
  );
}

/** The input for articles. The input offers the articles of the menu, and also takes codes of other articles as the till writes them. */
function Articles(props: InputProps) {
  const menu = useQuery(openMenuQuery).data ?? [];
  return (
    <TagsInput
      {...shown(props)}
      size="md"
      acceptValueOnBlur
      data={[...new Set(menu.map(({ code }) => code))]}
      value={[...listOf(props)]}
      onChange={props.onChange}
    />
  );
}

function Weekdays(props: InputProps) {
  const { t } = useTranslation('admin');
  return (
    <Checkbox.Group
      {...shown(props)}
      size="md"
      value={[...listOf(props)]}
      onChange={(days) => props.onChange(days.map(Number).sort((a, b) => a - b))}
    >
      <Flex columnGap={20} rowGap={12} wrap="wrap" mt={12}>
        {WEEKDAYS.map((value) => (
          <Checkbox key={value} size="md" value={value} label={t(`program.conditions.weekdays.d${value}`)} />
        ))}
      </Flex>
    </Checkbox.Group>
  );
}

function Weekday({ label, description, error, value, onChange }: InputProps) {
  const { t } = useTranslation('admin');
  return (
    <NativeSelect
      {...{ label, description, error }}
      {...bound(String(value), (day) => onChange(Number(day)))}
      data={WEEKDAYS.map((day) => ({ value: day, label: t(`program.conditions.weekdays.d${day}`) }))}
    />
  );
}

/** The choices of a reward: the rewards that the catalogue offers. */
export function useRewardChoices(): readonly NamedChoice[] {
  const spoken = useSpoken();
  return (useRewards(false).data ?? []).map(({ code, name }) => ({ value: code, label: spoken(name) }));
}

/** The inputs of members that name things of the network, for the editors of all documents. */
export const DOCUMENT_INPUTS: Inputs = {
  tiers: Tiers,
  segments: Segments,
  restaurantIds: severalOf(useRestaurantChoices),
  categories: Categories,
  skus: Articles,
  weekday: Weekday,
  weekdays: Weekdays,
  rewardCode: oneOf(useRewardChoices),
};

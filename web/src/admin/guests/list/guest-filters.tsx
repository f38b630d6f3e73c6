import { Button, Chip, Group, Input } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { GuestSelection } from '../../../entities/guest/guest.api';
import { tiersQuery } from '../../../entities/tier/tier.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Form } from '../../../shared/ui/form';
import { WholeNumberInput } from '../../../shared/ui/whole-number-input';
import classes from './guests-page.module.css';
import { DateField } from '../../../shared/ui/dates/date-field';

interface GuestFiltersProps {
  readonly selection: GuestSelection;
  readonly onSelect: (selection: GuestSelection) => void;
}

const DATES = ['visitedFrom', 'visitedTo', 'notVisitedSince'] as const;
const POINTS = ['pointsFrom', 'pointsTo'] as const;

/** The filters of the table. They apply when the form is sent, so that half a date asks for nothing. */
export function GuestFilters({ selection, onSelect }: GuestFiltersProps) {
  const { t } = useTranslation('admin');
  const tiers = useQuery(tiersQuery);
  const [draft, setDraft] = useState(selection);
  const set = (name: keyof GuestSelection, value: string | number | readonly string[]) =>
    setDraft((before) => {
      const entries = Object.entries({ ...before, [name]: value });
      return Object.fromEntries(entries.filter(([, given]) => given !== '' && !isEmpty(given)));
    });

  return (
    <Form className={classes.filters} aria-label={t('guests.filters')} onSubmit={() => onSelect(draft)}>
      <Input.Wrapper label={t('guests.columns.tier')} labelElement="div">
        <Chip.Group multiple value={[...(draft.tiers ?? [])]} onChange={(codes) => set('tiers', codes)}>
          <Group gap={8} mt={4}>
            {tiers.data?.items.map(({ code }) => (
              <Chip key={code} value={code}>
                {code}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </Input.Wrapper>
      {DATES.map((name) => (
        <DateField
          key={name}
          label={t(`guests.filter.${name}`)}
          value={draft[name] ?? ''}
          onChange={(day) => set(name, day)}
        />
      ))}
      {POINTS.map((name) => (
        <WholeNumberInput
          key={name}
          label={t(`guests.filter.${name}`)}
          value={draft[name] ?? ''}
          onChange={(value) => set(name, value)}
        />
      ))}
      <div className={classes.filterActs}>
        <Button type="submit">{t('guests.applyFilters')}</Button>
        <Button
          variant="subtle"
          onClick={() => {
            setDraft({});
            onSelect({});
          }}
        >
          {t('guests.clearFilters')}
        </Button>
      </div>
    </Form>
  );
}

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

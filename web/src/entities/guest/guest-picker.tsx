import { Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { IconSearch } from '../../shared/icons/icon-search';
import { useState } from 'react';
import { useTranslation } from '../../shared/i18n/use-translation';
import { type Guest, guestSearchQuery } from './guest.api';
import { phoneText } from '../../shared/format/contact';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { TierChip } from '../tier/tier-chip';
import classes from './guest-picker.module.css';

const PAUSE_MS = 250;
const LEAST_TO_SEARCH = 2;
const MOST_SHOWN = 6;

interface GuestPickerProps {
  readonly label: string;
  readonly picked: Guest | null;
  readonly onPick: (guest: Guest | null) => void;
  /** Guests that can't be chosen here. */
  readonly without?: readonly string[];
}

/** Finds a guest by name or phone and takes one of them: the arrows go through them, Enter takes. */
export function GuestPicker({ label, picked, onPick, without = [] }: GuestPickerProps) {
  const { t } = useTranslation('admin');
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const [query] = useDebouncedValue(typed.trim(), PAUSE_MS);
  const searches = picked === null && query.length >= LEAST_TO_SEARCH;
  const found = useQuery({ ...guestSearchQuery(query), enabled: searches, placeholderData: keepPreviousData });
  const guests = searches
    ? (found.data?.items ?? []).filter(({ id }) => !without.includes(id)).slice(0, MOST_SHOWN)
    : [];
  const isOpen = guests.length > 0;
  const nameOf = (guest: Guest) => guest.name ?? t('guests.noName');

  function take(guest: Guest | undefined): void {
    if (guest === undefined) return;
    setTyped(nameOf(guest));
    onPick(guest);
  }

  return (
    <div>
      <TextInput
        label={label}
        placeholder={t('guests.searchShort')}
        data-autofocus
        leftSection={<IconSearch size={20} stroke={1.75} aria-hidden />}
        role="combobox"
        aria-expanded={isOpen}
        aria-controls="picked-guests"
        aria-autocomplete="list"
        aria-activedescendant={isOpen ? `picked-guests-${String(chosen)}` : undefined}
        autoComplete="off"
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setChosen(0);
          onPick(null);
        }}
        onKeyDown={(event) => {
          // Enter in the search must not submit the form around it.
          if (event.key === 'Enter' && picked === null) event.preventDefault();
          if (!isOpen) return;
          const move = { ArrowDown: 1, ArrowUp: guests.length - 1 }[event.key];
          if (move !== undefined) setChosen((chosen + move) % guests.length);
          else if (event.key === 'Enter') take(guests[chosen]);
          else return;
          event.preventDefault();
        }}
      />
      <ul id="picked-guests" className={classes.found} role="listbox" aria-label={label} hidden={!isOpen}>
        {guests.map((guest, index) => (
          <li
            key={guest.id}
            id={`picked-guests-${String(index)}`}
            role="option"
            aria-selected={index === chosen}
            className={classes.guest}
            // Before the field loses its focus, so that one press is enough.
            onPointerDown={(event) => {
              event.preventDefault();
              take(guest);
            }}
          >
            <span className={classes.name}>{nameOf(guest)}</span>
            <span className={classes.phone}>{phoneText(guest.phone)}</span>
            <TierChip code={guest.tier.code} />
          </li>
        ))}
      </ul>
      {searches && found.isError && <FailureNotice error={found.error} retry={found} />}
      {searches && found.isSuccess && !isOpen && !found.isFetching && (
        <Text mt={8} c="dimmed" fz={14} lh={1.45} role="status">
          {t('guests.nobodyTitle')}. {t('guests.nobodyHelp')}
        </Text>
      )}
    </div>
  );
}

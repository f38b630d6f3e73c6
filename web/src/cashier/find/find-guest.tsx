import { ActionIcon, Button, Flex, Loader } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { IconArrowRight } from '../../shared/icons/icon-arrow-right';
import { IconCamera } from '../../shared/icons/icon-camera';
import { IconKeyboard } from '../../shared/icons/icon-keyboard';
import { IconSearch } from '../../shared/icons/icon-search';
import { IconUserPlus } from '../../shared/icons/icon-user-plus';
import { useEffect, useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from 'react';
import { flushSync } from 'react-dom';
import { codeOf } from '../../entities/gift-card/gift-code.rules';
import { type Guest, type GuestKey, guestSearchQuery, lookUpGuest, searchGuests } from '../../entities/guest/guest.api';
import { ApiProblem } from '../../shared/api/problem';
import type { PhoneFault } from '../../shared/format/phone.rules';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { regroup, usePhoneRules } from '../../shared/ui/phone-input';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { orOffline } from '../offline/till-offline';
import { useTouch } from '../keypad/use-touch';
import { useTillWords } from '../words/use-till-words';
import classes from './find-guest.module.css';
import { isSurelyPhone, LEAST_TO_SEARCH, readEntry } from './find.rules';
import { Suggestions } from './suggestions';

/** Functions for the screen, so that keys and scanners work wherever the focus is. */
export interface FindHandle {
  focus(): void;
  /** Looks up a scanned text. */
  find(text: string): void;
}

interface FindGuestProps {
  readonly handle: Ref<FindHandle>;
  /** Called with the guest and the key of the look-up; null: the guest was chosen from a list. */
  readonly onFound: (guest: Guest, key: GuestKey | null) => void;
  readonly onCamera: () => void;
  /** Called when a gift card was scanned or typed. */
  readonly onGiftCard: (code: string) => void;
  /** Called with the typed phone, if any. */
  readonly onNewGuest: (phone: string) => void;
}

const PAUSE_MS = 200;
const LIST_ID = 'guests-found';

/** The one field for a code, a card, a phone, a name, or a scan. */
export function FindGuest({ handle, onFound, onCamera, onGiftCard, onNewGuest }: FindGuestProps) {
  const { t } = useTranslation('cashier');
  const { t: shared } = useTranslation();
  const words = useTillWords();
  const { country } = useNetwork();
  const input = useRef<HTMLInputElement>(null);
  const touch = useTouch();
  /** True for the device's keyboard, to type a name; false for the page's keypad, which has only digits. */
  const [wantsLetters, setWantsLetters] = useState(false);
  const [text, setText] = useState('');
  const rules = usePhoneRules(text !== '');
  const [chosen, setChosen] = useState(0);
  const [asked, setAsked] = useState(false);
  const [query] = useDebouncedValue(text, PAUSE_MS);

  const lookup = useMutation({
    mutationFn: async (typed: string) => {
      const entry = readEntry(typed);
      if (entry?.kind !== 'key') return null;
      const { key } = entry;
      const guest = await orOffline(
        () => lookUpGuest(key),
        (desk) => desk.find(key),
      )(null);
      return { guest, key };
    },
    onSuccess: (answer) => {
      if (answer !== null) found(answer.guest, answer.key);
    },
    // The wrong entry stays, marked and selected, so that the next scan or key replaces it.
    onError: () => input.current?.select(),
  });

  const typedEntry = readEntry(query);
  const search = useQuery({
    ...guestSearchQuery(typedEntry?.kind === 'name' ? typedEntry.query : query, searchAnywhere),
    enabled: typedEntry?.kind === 'name',
    placeholderData: keepPreviousData,
  });
  const entry = readEntry(text);
  const asksForName = entry?.kind === 'name';
  const suggestions = asksForName ? (search.data?.items ?? []) : [];
  const error = lookup.error ?? (asksForName ? search.error : null);
  const nobody = asksForName && query === text && search.isSuccess && !search.isFetching && suggestions.length === 0;

  const fault = asked ? faultIn(text) : null;

  /** The fault in a typed phone; null also for a code, a card or a name. */
  function faultIn(typed: string): PhoneFault | null {
    return isSurelyPhone(typed) ? (rules?.readPhone(typed, country).fault ?? null) : null;
  }

  function type(typed: string): void {
    setText(typed);
    setAsked(false);
    lookup.reset();
  }

  function found(guest: Guest, key: GuestKey | null): void {
    type('');
    onFound(guest, key);
  }

  function showLetters(): void {
    // The device opens its keyboard on focus and chooses its kind then, so the state has to be rendered before.
    flushSync(() => setWantsLetters(true));
    input.current?.blur();
    input.current?.focus();
  }

  function find(typed: string): void {
    type(typed);
    lookUp(typed);
  }

  /** Looks up the entry. An impossible phone is reported here, and does not count as a miss of the till. */
  function lookUp(typed: string): void {
    const giftCode = codeOf(typed);
    if (giftCode !== null) {
      type('');
      onGiftCard(giftCode);
      return;
    }
    setAsked(true);
    if (faultIn(typed) === null) lookup.mutate(typed);
  }

  useImperativeHandle(handle, () => ({ focus: () => input.current?.select(), find }));

  function go(): void {
    const suggestion = suggestions[chosen];
    if (suggestion !== undefined) found(suggestion, null);
    else if (text.trim().length >= LEAST_TO_SEARCH) lookUp(text);
  }

  useEffect(() => {
    document.getElementById(`${LIST_ID}-${chosen}`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape' && text !== '') {
      event.preventDefault();
      type('');
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setChosen(Math.min(Math.max(chosen + step, 0), Math.max(suggestions.length - 1, 0)));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      go();
    }
  }

  const notFound = lookup.error instanceof ApiProblem && lookup.error.code === 'guest_not_found';
  return (
    <div className={classes.find}>
      <Flex component="label" align="center" justify="space-between" fw={600} htmlFor="find">
        {t('find.label')}
        <kbd className={classes.key}>/</kbd>
      </Flex>
      <div className={classes.field}>
        <IconSearch className={classes.icon} size={22} stroke={1.75} aria-hidden />
        <input
          id="find"
          ref={input}
          className={classes.input}
          value={text}
          placeholder={t('find.placeholder')}
          autoComplete="off"
          autoFocus
          spellCheck={false}
          enterKeyHint="search"
          inputMode={touch && !wantsLetters ? 'none' : 'text'}
          data-keypad="phone"
          role="combobox"
          aria-expanded={suggestions.length > 0}
          aria-controls={LIST_ID}
          aria-activedescendant={suggestions[chosen] === undefined ? undefined : `${LIST_ID}-${chosen}`}
          aria-invalid={lookup.isError || fault !== null}
          onChange={(event) => {
            if (rules !== null && event.currentTarget.value.startsWith('+')) regroup(rules, event, text, country);
            type(event.currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
        />
        {(lookup.isPending || search.isFetching) && <Loader flex="none" mx={8} size={20} />}
        {touch && !wantsLetters && (
          <ActionIcon aria-label={t('find.letters')} title={t('find.letters')} onClick={showLetters} size={48}>
            <IconKeyboard size={24} stroke={1.75} />
          </ActionIcon>
        )}
        {text.trim().length >= LEAST_TO_SEARCH && !lookup.isError ? (
          <ActionIcon
            aria-label={t('find.submit')}
            title={t('find.submit')}
            onPointerDown={(event) => event.preventDefault()}
            onClick={go}
            variant="filled"
            size={48}
          >
            <IconArrowRight size={24} stroke={1.75} />
          </ActionIcon>
        ) : (
          <ActionIcon
            aria-label={t('find.camera')}
            title={t('find.camera')}
            onClick={onCamera}
            variant="light"
            size={48}
          >
            <IconCamera size={24} stroke={1.75} />
          </ActionIcon>
        )}
      </div>
      <Button
        className={classes.newGuest ?? ''}
        variant={notFound || nobody ? 'filled' : 'default'}
        leftSection={<IconUserPlus size={20} stroke={1.75} />}
        onClick={() => onNewGuest(phoneIn(text))}
      >
        {t('find.newGuest')}
      </Button>
      <div className={classes.results}>
        <Suggestions id={LIST_ID} guests={suggestions} chosen={chosen} onChoose={(guest) => found(guest, null)} />
        {nobody && <ProblemNotice words={{ title: t('find.nobodyTitle'), help: t('find.nobodyHelp') }} />}
        {fault !== null && (
          <ProblemNotice words={{ title: t('problem.phone_invalid.title'), help: shared(`phone.${fault}`) }} />
        )}
        {error !== null && (
          <ProblemNotice words={words(error, lookup.isError && entry?.kind === 'key' ? entry.key : undefined)} />
        )}
      </div>
    </div>
  );
}

/** Finds guests on the server or, offline, among those recently seen at this till. */
function searchAnywhere(query: string, signal: AbortSignal): Promise<{ readonly items: readonly Guest[] }> {
  return orOffline(
    (): Promise<{ readonly items: readonly Guest[] }> => searchGuests(query, signal),
    async (desk) => ({ items: await desk.search(query) }),
  )(null);
}

function phoneIn(text: string): string {
  const entry = readEntry(text);
  return entry?.kind === 'key' && 'phone' in entry.key ? entry.key.phone : '';
}

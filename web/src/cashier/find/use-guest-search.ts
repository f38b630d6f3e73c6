import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { type RefObject, useState } from 'react';
import { codeOf } from '../../entities/gift-card/gift-code.rules';
import { type Guest, type GuestKey, guestSearchQuery, lookUpGuest, searchGuests } from '../../entities/guest/guest.api';
import type { PhoneFault } from '../../shared/format/phone.rules';
import { useNetwork } from '../../shared/network/network';
import { usePhoneRules } from '../../shared/ui/phone-input';
import { orOffline } from '../offline/till-offline';
import { isSurelyPhone, LEAST_TO_SEARCH, readEntry } from './find.rules';

interface SearchOptions {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly onFound: (guest: Guest, key: GuestKey | null) => void;
  readonly onGiftCard: (code: string) => void;
}

/** A quickly typed name needs one request. */
const PAUSE_MS = 200;

/** The typed text, what it finds as it is typed, and its look-up when it is complete. */
export function useGuestSearch({ input, onFound, onGiftCard }: SearchOptions) {
  const { country } = useNetwork();
  const [text, setText] = useState('');
  const rules = usePhoneRules(text !== '');
  const [chosen, setChosen] = useState(0);
  const [asked, setAsked] = useState(false);
  const lookup = useMutation({
    mutationFn: lookUp,
    onSuccess: (answer) => {
      if (answer !== null) take(answer.guest, answer.key);
    },
    // The wrong entry stays, marked and selected, so that the next scan or key replaces it.
    onError: () => input.current?.select(),
  });
  const names = useNames(text);

  /** The fault in a typed phone; null also for a code, a card or a name. */
  function faultIn(typed: string): PhoneFault | null {
    return isSurelyPhone(typed) ? (rules?.readPhone(typed, country).fault ?? null) : null;
  }

  function type(typed: string): void {
    setText(typed);
    setAsked(false);
    lookup.reset();
  }

  function take(guest: Guest, key: GuestKey | null): void {
    type('');
    onFound(guest, key);
  }

  /** Looks up an entry. An impossible phone is reported here, and does not count as a miss of the till. */
  function find(typed: string): void {
    type(typed);
    const giftCode = codeOf(typed);
    if (giftCode !== null) {
      type('');
      onGiftCard(giftCode);
      return;
    }
    setAsked(true);
    if (faultIn(typed) === null) lookup.mutate(typed);
  }

  function go(): void {
    const suggestion = names.suggestions[chosen];
    if (suggestion !== undefined) take(suggestion, null);
    else if (text.trim().length >= LEAST_TO_SEARCH) find(text);
  }

  function choose(at: number): void {
    setChosen(Math.min(Math.max(at, 0), Math.max(names.suggestions.length - 1, 0)));
  }

  return {
    text,
    rules,
    chosen,
    lookup,
    names,
    fault: asked ? faultIn(text) : null,
    type,
    take,
    find,
    go,
    choose,
  };
}

async function lookUp(typed: string) {
  const entry = readEntry(typed);
  if (entry?.kind !== 'key') return null;
  const { key } = entry;
  const guest = await orOffline(
    () => lookUpGuest(key),
    (desk) => desk.find(key),
  )(null);
  return { guest, key };
}

/** The guests whose names have the typed words. */
function useNames(text: string) {
  const [query] = useDebouncedValue(text, PAUSE_MS);
  const typed = readEntry(query);
  const search = useQuery({
    ...guestSearchQuery(typed?.kind === 'name' ? typed.query : query, searchAnywhere),
    enabled: typed?.kind === 'name',
    placeholderData: keepPreviousData,
  });
  const isName = readEntry(text)?.kind === 'name';
  const suggestions = isName ? (search.data?.items ?? []) : [];
  return {
    suggestions,
    isFetching: search.isFetching,
    /** Whether no guest has the complete text as a name. */
    isNobody: isName && query === text && search.isSuccess && !search.isFetching && suggestions.length === 0,
    error: isName ? search.error : null,
  };
}

/** Finds guests on the server or, offline, among those recently seen at this till. */
function searchAnywhere(query: string, signal: AbortSignal): Promise<{ readonly items: readonly Guest[] }> {
  return orOffline(
    (): Promise<{ readonly items: readonly Guest[] }> => searchGuests(query, signal),
    async (desk) => ({ items: await desk.search(query) }),
  )(null);
}

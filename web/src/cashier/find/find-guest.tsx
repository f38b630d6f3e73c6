import { ActionIcon, Button, Flex, Loader } from '@mantine/core';
import { IconArrowRight } from '../../shared/icons/icon-arrow-right';
import { IconCamera } from '../../shared/icons/icon-camera';
import { IconKeyboard } from '../../shared/icons/icon-keyboard';
import { IconSearch } from '../../shared/icons/icon-search';
import { IconUserPlus } from '../../shared/icons/icon-user-plus';
import { useEffect, useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import type { Guest, GuestKey } from '../../entities/guest/guest.api';
import { ApiProblem } from '../../shared/api/problem';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { regroup } from '../../shared/ui/phone-input';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { useTouch } from '../keypad/use-touch';
import { useTillWords } from '../words/use-till-words';
import classes from './find-guest.module.css';
import { LEAST_TO_SEARCH, readEntry } from './find.rules';
import { Suggestions } from './suggestions';
import { useGuestSearch } from './use-guest-search';

/** Functions for the screen, so that keys and scanners work wherever the focus is. */
export interface FindHandle {
  focus(): void;
  /** Looks up a scanned text. */
  find(text: string): void;
}

interface FindGuestProps {
  readonly handle: Ref<FindHandle>;
  /** Whether an anonymous sale has no answer yet, so that no guest is found for another one. */
  readonly isLocked: boolean;
  /** Called with the guest and the key of the look-up; null: the guest was chosen from a list. */
  readonly onFound: (guest: Guest, key: GuestKey | null) => void;
  readonly onCamera: () => void;
  /** Called when a gift card was scanned or typed. */
  readonly onGiftCard: (code: string) => void;
  /** Called with the typed phone, if any. */
  readonly onNewGuest: (phone: string) => void;
}

const LIST_ID = 'guests-found';

/** The one field for a code, a card, a phone, a name, or a scan. */
export function FindGuest({ handle, isLocked, onFound, onCamera, onGiftCard, onNewGuest }: FindGuestProps) {
  const { t } = useTranslation('cashier');
  const { t: shared } = useTranslation();
  const words = useTillWords();
  const input = useRef<HTMLInputElement>(null);
  const search = useGuestSearch({ input, onFound, onGiftCard });
  const { text, lookup, names, fault } = search;
  const entry = readEntry(text);
  const missed = lookup.isError && entry?.kind === 'key' ? entry.key : undefined;
  const error = lookup.error ?? names.error;
  const notFound = lookup.error instanceof ApiProblem && lookup.error.code === 'guest_not_found';
  useImperativeHandle(handle, () => ({ focus: () => input.current?.select(), find: search.find }));
  return (
    <div className={classes.find}>
      <Flex component="label" align="center" justify="space-between" fw={600} htmlFor="find">
        {t('find.label')}
        <kbd className={classes.key}>/</kbd>
      </Flex>
      <FindField input={input} search={search} isLocked={isLocked} onCamera={onCamera} />
      <Button
        className={classes.newGuest ?? ''}
        variant={notFound || names.isNobody ? 'filled' : 'default'}
        leftSection={<IconUserPlus size={20} stroke={1.75} />}
        disabled={isLocked}
        onClick={() => onNewGuest(phoneIn(text))}
      >
        {t('find.newGuest')}
      </Button>
      <div className={classes.results}>
        <Suggestions
          id={LIST_ID}
          guests={names.suggestions}
          chosen={search.chosen}
          onChoose={(guest) => search.take(guest, null)}
        />
        {names.isNobody && <ProblemNotice words={{ title: t('find.nobodyTitle'), help: t('find.nobodyHelp') }} />}
        {fault !== null && (
          <ProblemNotice words={{ title: t('problem.phone_invalid.title'), help: shared(`phone.${fault}`) }} />
        )}
        {error !== null && <ProblemNotice words={words(error, missed)} />}
      </div>
    </div>
  );
}

interface FindFieldProps {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly search: ReturnType<typeof useGuestSearch>;
  readonly isLocked: boolean;
  readonly onCamera: () => void;
}

function FindField({ input, search, isLocked, onCamera }: FindFieldProps) {
  const { t } = useTranslation('cashier');
  const { country } = useNetwork();
  const touch = useTouch();
  /** True for the device's keyboard, to type a name; false for the page's keypad, which has only digits. */
  const [wantsLetters, setWantsLetters] = useState(false);
  const { text, rules, chosen, lookup, names } = search;
  const { suggestions } = names;

  useEffect(() => {
    document.getElementById(`${LIST_ID}-${chosen}`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  function showLetters(): void {
    // The device opens its keyboard on focus and chooses its kind then, so the state has to be rendered before.
    flushSync(() => setWantsLetters(true));
    input.current?.blur();
    input.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape' && text !== '') search.type('');
    else if (event.key === 'ArrowDown') search.choose(chosen + 1);
    else if (event.key === 'ArrowUp') search.choose(chosen - 1);
    else if (event.key === 'Enter') search.go();
    else return;
    event.preventDefault();
  }

  return (
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
        aria-invalid={lookup.isError || search.fault !== null}
        disabled={isLocked}
        onChange={(event) => {
          if (rules !== null && event.currentTarget.value.startsWith('+')) regroup(rules, event, text, country);
          search.type(event.currentTarget.value);
          search.choose(0);
        }}
        onKeyDown={onKeyDown}
      />
      {(lookup.isPending || names.isFetching) && <Loader flex="none" mx={8} size={20} />}
      {touch && !wantsLetters && (
        <ActionIcon aria-label={t('find.letters')} title={t('find.letters')} onClick={showLetters} size={48}>
          <IconKeyboard size={24} stroke={1.75} />
        </ActionIcon>
      )}
      {text.trim().length >= LEAST_TO_SEARCH && !lookup.isError ? (
        <ActionIcon
          aria-label={t('find.submit')}
          title={t('find.submit')}
          disabled={isLocked}
          onPointerDown={(event) => event.preventDefault()}
          onClick={search.go}
          variant="filled"
          size={48}
        >
          <IconArrowRight size={24} stroke={1.75} />
        </ActionIcon>
      ) : (
        <ActionIcon
          aria-label={t('find.camera')}
          title={t('find.camera')}
          disabled={isLocked}
          onClick={onCamera}
          variant="light"
          size={48}
        >
          <IconCamera size={24} stroke={1.75} />
        </ActionIcon>
      )}
    </div>
  );
}

function phoneIn(text: string): string {
  const entry = readEntry(text);
  return entry?.kind === 'key' && 'phone' in entry.key ? entry.key.phone : '';
}

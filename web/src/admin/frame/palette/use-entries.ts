import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { programsQuery } from '../../../entities/program/program.api';
import { type Guest, lookUpGuest, readGuestsOfCard, searchGuests } from '../../../entities/guest/guest.api';
import { findReceipts } from '../../../entities/transaction/transaction.api';
import { ApiProblem } from '../../../shared/api/problem';
import { useFormat } from '../../../shared/format/use-format';
import { nameInWords, useGuestNames } from '../../../entities/guest/use-guest-names';
import { useRewards } from '../../../entities/reward/use-rewards';
import { type Permission, useMay } from '../../../entities/session/use-may-manage';
import { useSpoken } from '../../../shared/i18n/spoken';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useSeenPages } from '../pages';
import { useActs } from './acts';
import { type PaletteQuery, askedOf, type PaletteEntry, matching } from './entries.rules';

const PAUSE_MS = 200;
const MOST_OF_A_KIND = 6;

export interface FoundEntries {
  readonly entries: readonly PaletteEntry[];
  readonly isLooking: boolean;
}

/** Entries that match the typed text and that the user may see: pages at once, the rest as it arrives. */
export function useEntries(typed: string, seesGuests: boolean): FoundEntries {
  const [settled] = useDebouncedValue(typed, PAUSE_MS);
  const asked = askedOf(settled);
  const known = useKnownEntries(seesGuests);
  const guests = useFoundGuests(asked, seesGuests);
  const receipts = useFoundReceipts(asked, seesGuests);
  const at = (found: readonly PaletteEntry[] | undefined) => (found ?? []).slice(0, MOST_OF_A_KIND);
  return {
    entries: [...matching(known, typed), ...at(guests.data), ...at(receipts.data)],
    isLooking: settled !== typed || guests.isFetching || receipts.isFetching,
  };
}

/** Where a person went last, with the names of today. */
export function useRecentEntries(paths: readonly string[], seesGuests: boolean): readonly PaletteEntry[] {
  const { t } = useTranslation('admin');
  const known = useKnownEntries(seesGuests);
  const guestIdOf = (path: string) => /^\/guests\/([0-9a-f-]{36})$/.exec(path)?.[1];
  const nameOf = useGuestNames(seesGuests ? paths.flatMap((path) => guestIdOf(path) ?? []) : []);
  return paths.flatMap((path): PaletteEntry[] => {
    const guestId = guestIdOf(path);
    if (guestId !== undefined)
      return seesGuests ? [{ kind: 'guest', path, label: nameInWords(nameOf(guestId), t('guests.noName')) }] : [];
    return known.filter((entry) => entry.path === path);
  });
}

/** Pages, programmes and rewards, which are few enough to be loaded whole. */
function useKnownEntries(seesGuests: boolean): readonly PaletteEntry[] {
  const { t } = useTranslation('admin');
  const spoken = useSpoken();
  const seen = useSeenPages();
  const programs = useQuery(programsQuery());
  const rewards = useRewards(false, seesGuests);
  const acts = useActs();
  const may = useMay();
  const page = (path: string, label: string): PaletteEntry => ({ kind: 'page', path, label });
  const further: readonly { path: string; label: string; permission: Permission }[] = [
    { path: '/guests/families', label: t('nav.families'), permission: 'guest.find' },
    { path: '/guests/imports', label: t('guestFiles.tab'), permission: 'guests.import' },
    { path: '/segments/rfm', label: t('segments.rfm.title'), permission: 'segments.read' },
    { path: '/rewards/redeemed', label: t('rewards.redeemed'), permission: 'rewards.manage' },
    { path: '/rewards/coupons', label: t('rewards.coupons'), permission: 'rewards.manage' },
    { path: '/messages/templates', label: t('templates.title'), permission: 'campaigns.read' },
    { path: '/shifts', label: t('shifts.title'), permission: 'reports.read' },
    { path: '/restaurants/groups', label: t('groups.title'), permission: 'staff.manage' },
    { path: '/staff/roles', label: t('staff.tabs.roles'), permission: 'roles.manage' },
    { path: '/staff/sign-in', label: t('staff.tabs.signIn'), permission: 'roles.manage' },
    { path: '/settings/sandbox', label: t('sandbox.title'), permission: 'settings.manage' },
    { path: '/settings/shadow', label: t('shadow.title'), permission: 'settings.manage' },
  ];
  return [
    ...seen.map(({ path, word }) => page(path, t(`nav.${word}`))),
    ...further.filter(({ permission }) => may(permission)).map(({ path, label }) => page(path, label)),
    page('/account', t('account.title')),
    ...acts,
    ...(programs.data?.items ?? []).map(({ version }): PaletteEntry => ({
      kind: 'program',
      path: `/programs/${String(version)}`,
      label: t('program.list.versionOf', { version }),
    })),
    ...(rewards.data ?? []).map(({ id, code, name }): PaletteEntry => ({
      kind: 'reward',
      path: `/rewards/${id}`,
      label: spoken(name),
      hint: code,
    })),
  ];
}

function useFoundGuests({ text, isName, code, card }: PaletteQuery, seesGuests: boolean) {
  const { t } = useTranslation('admin');
  return useQuery({
    queryKey: ['palette', 'guests', text],
    enabled: seesGuests && isName,
    gcTime: 0,
    retry: false,
    queryFn: async ({ signal }) => {
      const lists = await Promise.all([
        code === null ? searchGuests(text, signal).then(({ items }) => items) : [],
        card === null ? [] : readGuestsOfCard(card, signal),
        code === null ? [] : guestOfCode(code, signal),
      ]);
      const guests = new Map(lists.flat().map((guest) => [guest.id, guest]));
      return [...guests.values()].map(({ id, name, phone }): PaletteEntry => ({
        kind: 'guest',
        path: `/guests/${id}`,
        label: name ?? t('guests.noName'),
        ...(phone !== null && { hint: phone }),
      }));
    },
  });
}

/** Null when no guest's screen shows these digits now. */
async function guestOfCode(code: string, signal: AbortSignal): Promise<Guest[]> {
  try {
    return [await lookUpGuest({ code }, signal)];
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'guest_not_found') return [];
    throw error;
  }
}

function useFoundReceipts({ receipt }: PaletteQuery, seesGuests: boolean) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return useQuery({
    queryKey: ['palette', 'receipts', receipt, format.locale],
    enabled: seesGuests && receipt !== null,
    gcTime: 0,
    retry: false,
    queryFn: async ({ signal }) => {
      const receipts = await findReceipts(receipt ?? '', MOST_OF_A_KIND, signal);
      return receipts.map(({ transactionId, guestId, receiptNumber, amount, occurredAt }): PaletteEntry => ({
        kind: 'receipt',
        path: `/receipts/${transactionId}`,
        label: t('palette.receipt', { number: receiptNumber ?? '', amount: format.money(amount) }),
        hint:
          guestId === null ? t('palette.ofNobody', { at: format.dateTime(occurredAt) }) : format.dateTime(occurredAt),
      }));
    },
  });
}

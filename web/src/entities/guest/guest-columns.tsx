import { Button, Checkbox, Flex, Popover, Stack } from '@mantine/core';
import { IconColumns3 } from '../../shared/icons/icon-columns-3';
import { useState } from 'react';
import { Link } from 'react-router';
import { useSession } from '../session/session';
import { BlockedChip } from './blocked-chip';
import type { GuestExport, ListedGuest } from './guest.api';
import { TierChip } from '../tier/tier-chip';
import { phoneText } from '../../shared/format/contact';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import type { Column } from '../../shared/ui/columns';
import { useAddress } from '../../shared/described/use-address';

type ExportColumn = GuestExport['columns'][number];
type ColumnKey = Exclude<ExportColumn, 'id'>;

/** The columns that a table has until a person chooses others, and the name under which the browser keeps the choice. */
const TABLES = {
  guests: { storedAt: 'console-guest-columns', first: ['name', 'phone', 'tier', 'points', 'lastVisitAt', 'createdAt'] },
  segment: { storedAt: 'console-member-columns', first: ['name', 'phone', 'tier', 'points', 'lastVisitAt', 'spend'] },
} as const satisfies Record<string, { readonly storedAt: string; readonly first: readonly ColumnKey[] }>;

/**
 * The columns that a person has chosen in this browser, in the order of the table; a saved view has its own in the address.
 * The name is always among them.
 */
export function useGuestColumns(table: keyof typeof TABLES) {
  const { id: networkId } = useNetwork();
  const session = useSession();
  const { address, change } = useAddress();
  const personId = 'user' in session ? session.user.id : '';
  const storedAt = `${TABLES[table].storedAt}:${networkId}:${personId}`;
  const [kept, setKept] = useState<readonly string[]>(() => readStored(storedAt) ?? TABLES[table].first);
  const ofView = table === 'guests' ? address.get('columns') : null;
  const chosen = ofView === null ? kept : ['name', ...ofView.split(',')];
  const all = useAllColumns();
  return {
    all,
    shown: all.filter(({ key }) => chosen.includes(key)),
    choose: (keys: readonly string[]) => {
      if (ofView !== null) {
        change({ columns: all.flatMap(({ key }) => (keys.includes(key) ? [key] : [])).join(',') }, { replace: true });
        return;
      }
      localStorage.setItem(storedAt, JSON.stringify(keys));
      setKept(keys);
    },
  };
}

function readStored(storedAt: string): readonly string[] | null {
  const stored = localStorage.getItem(storedAt);
  return stored === null ? null : (JSON.parse(stored) as string[]);
}

type GuestColumn = Column<ListedGuest> & { readonly key: ColumnKey };

function useAllColumns(): readonly GuestColumn[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const titled = (key: ColumnKey, column: Omit<GuestColumn, 'key' | 'title'>): GuestColumn => ({
    key,
    title: t(`guests.columns.${key}`),
    ...column,
  });
  const aside = { isAside: true };
  const date = { isFigure: true, isAside: true };
  return [
    titled('name', {
      sort: 'name',
      cell: (guest) => (
        <Flex component="span" gap={8} wrap="wrap" align="center">
          <Link to={`/guests/${guest.id}`}>{guest.name ?? t('guests.noName')}</Link>
          {guest.blocked && <BlockedChip />}
        </Flex>
      ),
    }),
    titled('phone', { ...aside, cell: ({ phone }) => phoneText(phone) ?? '—' }),
    titled('email', { ...aside, cell: ({ email }) => email ?? '—' }),
    titled('birthDate', {
      ...aside,
      cell: ({ birthDate }) => (birthDate === null ? '—' : format.birthday(birthDate)),
    }),
    titled('cardNumber', { ...aside, cell: ({ cardNumber }) => cardNumber }),
    titled('externalId', { ...aside, cell: ({ externalId }) => externalId ?? '—' }),
    titled('tier', { sort: 'tier', cell: (guest) => <TierChip code={guest.tier.code} /> }),
    titled('points', {
      sort: 'points',
      isFigure: true,
      cell: (guest) => format.number(guest.balance.available),
    }),
    titled('lastVisitAt', {
      ...date,
      sort: 'lastVisitAt',
      cell: ({ lastVisitAt }) => (lastVisitAt === null ? '—' : format.date(lastVisitAt)),
    }),
    titled('createdAt', { ...date, sort: 'createdAt', cell: (guest) => format.date(guest.createdAt) }),
    titled('source', { ...aside, cell: ({ source }) => t(`guests.sources.${source}`) }),
    titled('note', { ...aside, cell: ({ note }) => note ?? '—' }),
    titled('spend', { isFigure: true, isAside: true, cell: ({ spend }) => format.money(spend) }),
  ];
}

interface ColumnChoiceProps {
  readonly columns: ReturnType<typeof useGuestColumns>;
}

/** Which columns the table and its file have. */
export function ColumnChoice({ columns: { all, shown, choose } }: ColumnChoiceProps) {
  const { t } = useTranslation('admin');
  return (
    <Popover position="bottom-end" withArrow trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={20} stroke={1.75} aria-hidden />}>
          {t('guests.columnChoice')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('guests.columnChoice')}>
        <Checkbox.Group value={shown.map(({ key }) => key)} onChange={choose} aria-label={t('guests.columnChoice')}>
          <Stack gap={8}>
            {all.map(({ key, title }) => (
              <Checkbox key={key} size="md" value={key} label={title} disabled={key === 'name'} />
            ))}
          </Stack>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  );
}

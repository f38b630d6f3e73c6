import { Box, Modal, Text } from '@mantine/core';
import { IconFileText } from '../../../shared/icons/icon-file-text';
import { IconGift } from '../../../shared/icons/icon-gift';
import { IconListDetails } from '../../../shared/icons/icon-list-details';
import { IconPlus } from '../../../shared/icons/icon-plus';
import { IconReceipt } from '../../../shared/icons/icon-receipt';
import { IconSearch } from '../../../shared/icons/icon-search';
import { IconUser } from '../../../shared/icons/icon-user';
import type { Icon } from '../../../shared/icons/icon';
import { useId, useState, type KeyboardEvent } from 'react';
import { useNavigate } from 'react-router';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useNetwork } from '../../../shared/network/network';
import type { PaletteEntry, EntryKind } from './entries.rules';
import classes from './palette.module.css';
import { noteRecent, readRecent } from './recent';
import { useEntries, useRecentEntries } from './use-entries';

const ICONS: Readonly<Record<EntryKind, Icon>> = {
  act: IconPlus,
  page: IconFileText,
  guest: IconUser,
  receipt: IconReceipt,
  program: IconListDetails,
  reward: IconGift,
};

interface PaletteProps {
  readonly seesGuests: boolean;
  readonly onClose: () => void;
}

/** One field that finds any page, guest, receipt, programme or reward, and begins an act, by keyboard alone. */
export function Palette({ seesGuests, onClose }: PaletteProps) {
  const { t } = useTranslation('admin');
  const { id: networkId } = useNetwork();
  const navigate = useNavigate();
  const listId = useId();
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const [recentPaths] = useState(() => readRecent(networkId));
  const found = useEntries(typed, seesGuests);
  const recent = useRecentEntries(recentPaths, seesGuests);
  const isAsked = typed.trim() !== '';
  const entries = isAsked ? found.entries : recent;
  const at = Math.min(active, entries.length - 1);
  const optionId = (index: number) => `${listId}-${String(index)}`;

  function go(entry: PaletteEntry | undefined): void {
    if (entry === undefined) return;
    noteRecent(networkId, entry.path);
    onClose();
    void navigate(entry.path);
  }

  function onKey(event: KeyboardEvent): void {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
    if (to !== undefined && entries.length > 0) {
      event.preventDefault();
      const next = (to + entries.length) % entries.length;
      setActive(next);
      document.getElementById(optionId(next))?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      go(entries[at]);
    }
  }

  return (
    <Modal.Root opened size="lg" yOffset="10vh" onClose={onClose}>
      <Modal.Overlay backgroundOpacity={0.45} />
      <Modal.Content radius="lg" aria-label={t('palette.title')}>
        <div className={classes.field}>
          <IconSearch size={22} stroke={1.75} aria-hidden />
          <input
            data-autofocus
            role="combobox"
            aria-label={t('palette.title')}
            aria-expanded={entries.length > 0}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={at < 0 ? undefined : optionId(at)}
            placeholder={seesGuests ? t('palette.placeholder') : t('palette.placeholderOfPages')}
            autoComplete="off"
            spellCheck={false}
            maxLength={100}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setActive(0);
            }}
            onKeyDown={onKey}
          />
        </div>
        <div className={classes.found}>
          {!isAsked && entries.length > 0 && (
            <Text mt={4} mb={8} mx={12} c="dimmed" fz={13} fw={600}>
              {t('palette.recent')}
            </Text>
          )}
          <ul id={listId} role="listbox" aria-label={t('palette.found')} className={classes.list}>
            {entries.map((entry, index) => (
              <Option
                key={`${entry.kind} ${entry.path} ${entry.hint ?? ''}`}
                id={optionId(index)}
                entry={entry}
                isActive={index === at}
                onPoint={() => setActive(index)}
                onGo={() => go(entry)}
              />
            ))}
          </ul>
          <p className={classes.said} role="status">
            {!isAsked && entries.length === 0 && t('palette.help')}
            {isAsked && entries.length === 0 && (found.isLooking ? t('palette.looking') : t('palette.nothing'))}
          </p>
        </div>
        <p className={classes.keys} aria-hidden>
          {t('palette.keys')}
        </p>
      </Modal.Content>
    </Modal.Root>
  );
}

interface OptionProps {
  readonly id: string;
  readonly entry: PaletteEntry;
  readonly isActive: boolean;
  readonly onPoint: () => void;
  readonly onGo: () => void;
}

function Option({ id, entry: { kind, label, hint }, isActive, onPoint, onGo }: OptionProps) {
  const { t } = useTranslation('admin');
  const Icon = ICONS[kind];
  return (
    <li
      id={id}
      role="option"
      aria-selected={isActive}
      className={classes.option}
      onPointerMove={onPoint}
      onClick={onGo}
    >
      <Icon size={20} stroke={1.75} aria-hidden />
      <span className={classes.label}>{label}</span>
      {hint !== undefined && <span className={classes.hint}>{hint}</span>}
      <Box component="span" ms="auto" c="dimmed" fz={13}>
        {t(`palette.kind.${kind}`)}
      </Box>
    </li>
  );
}

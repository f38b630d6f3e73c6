import { ActionIcon } from '@mantine/core';
import { IconLogout, IconMapPin } from '@tabler/icons-react';
import { useTranslation } from '../shared/i18n/use-translation';
import { useNetwork } from '../shared/network/network';
import { signOut } from '../entities/session/session';
import { Mark } from '../shared/ui/brand';
import { LanguageSwitch, SchemeSwitch } from '../shared/ui/preferences';
import type { Till } from './till/till';
import classes from './top-bar.module.css';

interface TopBarProps {
  readonly till: Till | null;
  readonly onChangeTill: () => void;
}

/** Whose till this is and where it stands; language, colours and the way out. */
export function TopBar({ till, onChangeTill }: TopBarProps) {
  const { t } = useTranslation('cashier');
  const network = useNetwork();
  return (
    <header className={classes.bar}>
      <span className={classes.mark}>
        <Mark size={24} />
      </span>
      <span className={classes.network}>{network.name}</span>
      {till !== null && (
        <button type="button" className={classes.till} onClick={onChangeTill} title={t('till.change')}>
          <IconMapPin size={20} stroke={1.75} aria-hidden />
          <span className={classes.restaurant}>{till.restaurantName}</span>
          <span className={classes.place}>{till.pointOfSaleName}</span>
          <span className="visually-hidden">{t('till.change')}</span>
        </button>
      )}
      <div className={classes.end}>
        <LanguageSwitch />
        <SchemeSwitch />
        <ActionIcon aria-label={t('signOut')} title={t('signOut')} onClick={() => void signOut()}>
          <IconLogout size={20} stroke={1.75} />
        </ActionIcon>
      </div>
    </header>
  );
}

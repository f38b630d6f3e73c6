import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconMoon } from '../icons/icon-moon';
import { IconSun } from '../icons/icon-sun';
import { useState } from 'react';
import { LANGUAGE_NAMES, type Language } from '../../generated/words/words';
import { chooseLanguage, offeredLanguages } from '../i18n/language';
import { useTranslation } from '../i18n/use-translation';
import classes from './preferences.module.css';

/** The choice of language. Each language is listed by its own name; the switch shows the short form. */
export function LanguageSwitch() {
  const { t, language } = useTranslation();
  const [isOutOfReach, setIsOutOfReach] = useState(false);

  function change(chosen: Language): void {
    chooseLanguage(chosen).then(
      () => setIsOutOfReach(false),
      () => setIsOutOfReach(true),
    );
  }

  return (
    <div className={classes.languages} role="group" aria-label={t('language.label')}>
      {offeredLanguages().map((offered) => (
        <button
          key={offered}
          type="button"
          lang={offered}
          className={classes.language}
          aria-pressed={offered === language}
          title={LANGUAGE_NAMES[offered]}
          onClick={() => change(offered)}
        >
          {offered.toUpperCase()}
        </button>
      ))}
      {isOutOfReach && (
        <p className={classes.outOfReach} role="alert">
          {t('language.outOfReach')}
        </p>
      )}
    </div>
  );
}

export function SchemeSwitch() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  const label = dark ? t('scheme.toLight') : t('scheme.toDark');
  return (
    <ActionIcon aria-label={label} title={label} onClick={() => setColorScheme(dark ? 'light' : 'dark')}>
      {dark ? <IconSun size={20} stroke={1.75} /> : <IconMoon size={20} stroke={1.75} />}
    </ActionIcon>
  );
}

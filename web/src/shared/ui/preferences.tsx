import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeLanguage, LANGUAGES, type Language } from '../i18n/i18n';
import classes from './preferences.module.css';

/** Each language calls itself by its own name; the short form is what a switch has room for. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  const [isOutOfReach, setIsOutOfReach] = useState(false);

  function change(language: Language): void {
    changeLanguage(language).then(
      () => setIsOutOfReach(false),
      () => setIsOutOfReach(true),
    );
  }

  return (
    <div className={classes.languages} role="group" aria-label={t('language.label')}>
      {LANGUAGES.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          className={classes.language}
          aria-pressed={i18n.language === language}
          title={t(`language.${language}`)}
          onClick={() => change(language)}
        >
          {language.toUpperCase()}
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

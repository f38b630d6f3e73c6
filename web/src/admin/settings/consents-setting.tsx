import { Button, Text, Textarea, TextInput } from '@mantine/core';
import { LANGUAGE_NAMES } from '../../generated/words/words';
import type { ConsentText } from '../../entities/network/network-settings.api';
import { changeNetwork } from '../../shared/api/operations';
import { useNetwork } from '../../shared/network/network';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './settings.module.css';

const KIND = /^[A-Za-z][A-Za-z0-9_.-]{0,49}$/;
const LANGUAGES = ['ru', 'en'] as const;
const MOST_CONSENTS = changeNetwork.body.settings.members.consents.most;
/** The kind that the law of some countries asks for. */
const PERSONAL_DATA = 'personal_data';

interface ConsentsSettingProps {
  readonly label: string;
  readonly description: string;
  readonly error: string | undefined;
  readonly value: readonly ConsentText[];
  readonly onChange: (value: readonly ConsentText[]) => void;
  readonly onMistake: (isWrong: boolean) => void;
}

/** The consents that a till asks of a new guest, each with its text in force. */
export function ConsentsSetting({ label, description, error, value, onChange, onMistake }: ConsentsSettingProps) {
  const { t, language } = useTranslation('admin');
  const { name } = useNetwork();

  function take(consents: readonly ConsentText[]): void {
    onMistake(consents.some((consent) => mistakeOf(consent, consents) !== null));
    onChange(consents);
  }

  function change(at: number, part: Partial<ConsentText>): void {
    take(value.map((consent, index) => (index === at ? { ...consent, ...part } : consent)));
  }

  return (
    <div className={classes.consents} role="group" aria-label={label}>
      <Text c="dimmed">{description}</Text>
      {error !== undefined && <p role="alert">{error}</p>}
      {value.map((consent, at) => {
        const mistake = mistakeOf(consent, value);
        return (
          <fieldset key={at} className={classes.consent}>
            <legend>{t('settings.consent.one', { count: at + 1 })}</legend>
            <TextInput
              label={t('settings.consent.kind')}
              description={t('settings.consent.kindHelp')}
              autoComplete="off"
              maxLength={50}
              value={consent.kind}
              error={mistake === 'kind' ? t('settings.consent.kindWrong') : undefined}
              onChange={(event) => change(at, { kind: event.currentTarget.value })}
            />
            <TextInput
              label={t('settings.consent.version')}
              description={t('settings.consent.versionHelp')}
              autoComplete="off"
              maxLength={50}
              value={consent.version}
              error={mistake === 'version' ? t('settings.consent.versionNeeded') : undefined}
              onChange={(event) => change(at, { version: event.currentTarget.value })}
            />
            {LANGUAGES.map((language) => (
              <Textarea
                key={language}
                label={t('settings.consent.text', { language: LANGUAGE_NAMES[language] })}
                autosize
                minRows={2}
                maxLength={2_000}
                value={consent.text[language] ?? ''}
                error={mistake === 'text' ? t('settings.consent.textNeeded') : undefined}
                onChange={(event) => change(at, { text: withText(consent.text, language, event.currentTarget.value) })}
              />
            ))}
            <Button
              variant="subtle"
              color="gray"
              aria-label={t('settings.consent.removeOf', { count: at + 1 })}
              onClick={() => take(value.filter((_, index) => index !== at))}
            >
              {t('settings.consent.remove')}
            </Button>
          </fieldset>
        );
      })}
      {value.length < MOST_CONSENTS && !value.some(({ kind }) => kind === PERSONAL_DATA) && (
        <Button
          variant="default"
          onClick={() =>
            take([
              ...value,
              { kind: PERSONAL_DATA, version: '1', text: { [language]: t('settings.consent.personalText', { name }) } },
            ])
          }
        >
          {t('settings.consent.addPersonal')}
        </Button>
      )}
      {value.length < MOST_CONSENTS && (
        <Button variant="default" onClick={() => take([...value, { kind: '', version: '1', text: {} }])}>
          {t('settings.consent.add')}
        </Button>
      )}
    </div>
  );
}

/** An empty text is left out: the other language is shown then. */
function withText(text: ConsentText['text'], language: 'ru' | 'en', typed: string): ConsentText['text'] {
  const { [language]: _, ...other } = text;
  return typed.trim() === '' ? other : { ...other, [language]: typed };
}

function mistakeOf(
  { kind, version, text }: ConsentText,
  all: readonly ConsentText[],
): 'kind' | 'version' | 'text' | null {
  if (!KIND.test(kind) || all.filter((other) => other.kind === kind).length > 1) return 'kind';
  if (version.trim() === '') return 'version';
  return Object.keys(text).length === 0 ? 'text' : null;
}

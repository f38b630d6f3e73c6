import { SegmentedControl } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import type { Guest } from '../../entities/guest/guest.api';
import { GuestPicker } from '../../entities/guest/guest-picker';
import { messagePreviewQuery, type MessagePreview, type PreviewMessage } from '../../entities/message/template.api';
import { useSeesGuests } from '../../entities/session/use-sees-guests';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Facts } from '../../shared/ui/facts';
import classes from './message-texts.module.css';

const PAUSE_MS = 500;

/** Preview of typed texts for an example guest or a chosen guest. `texts` null: no text is complete, so none is previewed. */
export function useMessagePreview(texts: Pick<PreviewMessage, 'source' | 'texts'> | null) {
  const { language } = useTranslation('admin');
  const [guest, setGuest] = useState<Guest | null>(null);
  const body = texts === null ? null : { ...texts, guestId: guest?.id ?? null };
  const [settled] = useDebouncedValue(JSON.stringify(body), PAUSE_MS);
  const query = useQuery({
    ...messagePreviewQuery(settled, language),
    enabled: settled !== 'null',
    placeholderData: keepPreviousData,
  });
  return { query, guest, setGuest };
}

/** Texts of the languages that have both subject and text; null: no language has both. */
export function textsToShow(texts: Readonly<Record<'ru' | 'en', { readonly subject: string; readonly text: string }>>) {
  const isWhole = ({ subject, text }: { readonly subject: string; readonly text: string }) =>
    subject.trim() !== '' && text.trim() !== '';
  const whole = { ...(isWhole(texts.ru) && { ru: texts.ru }), ...(isWhole(texts.en) && { en: texts.en }) };
  return Object.keys(whole).length === 0 ? null : whole;
}

/** Panel that shows a message in each language and channel as the guest sees it. */
export function MessagePreviewPanel({ preview }: { readonly preview: ReturnType<typeof useMessagePreview> }) {
  const { t } = useTranslation('admin');
  const seesGuests = useSeesGuests();
  const { query, guest, setGuest } = preview;
  const [isChosen, setIsChosen] = useState(guest !== null);
  return (
    <Panel title={t('templates.preview')}>
      <p className={classes.soft}>{t('templates.previewOf')}</p>
      {seesGuests ? (
        <SegmentedControl
          fullWidth
          aria-label={t('templates.previewOf')}
          value={isChosen ? 'chosen' : 'example'}
          onChange={(value) => {
            setIsChosen(value === 'chosen');
            setGuest(null);
          }}
          data={[
            { value: 'example', label: t('templates.exampleGuest') },
            { value: 'chosen', label: t('templates.chosenGuest') },
          ]}
        />
      ) : (
        <p>{t('templates.exampleGuest')}</p>
      )}
      {isChosen && <GuestPicker label={t('templates.guest')} picked={guest} onPick={setGuest} />}
      <FailureNotice error={query.error} retry={query} />
      {query.data?.previews.map((one) => (
        <LanguagePreview key={one.language} preview={one} />
      ))}
    </Panel>
  );
}

function LanguagePreview({ preview }: { readonly preview: MessagePreview['previews'][number] }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { language, channels, failure, missing, needed } = preview;
  return (
    <section aria-label={t(`templates.languages.${language}`)}>
      <h3>{t(`templates.languages.${language}`)}</h3>
      {failure !== null && (
        <p role="status">{missing === null ? t('templates.tooLong') : t('templates.missing', { name: missing })}</p>
      )}
      {failure === null && needed.length > 0 && (
        <p role="status">{t('templates.needed', { names: needed.join(', ') })}</p>
      )}
      <Facts
        isPlain
        facts={channels.map(({ channel, subject, text, sms }) => [
          t(`messages.channels.${channel}`),
          <Fragment key={channel}>
            {subject !== null && <strong>{subject}</strong>}
            <p className={classes.bubble}>{text}</p>
            {sms !== null && (
              <small>
                {t('templates.parts', { count: sms.parts, units: sms.units })}
                {sms.price !== null && ` · ${format.money(sms.price)}`}
              </small>
            )}
          </Fragment>,
        ])}
      />
    </section>
  );
}

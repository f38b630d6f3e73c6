import { SegmentedControl } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Guest } from '../guest/guest.api';
import { GuestPicker } from '../guest/guest-picker';
import { type MessageChannel, MessageInPhone } from './message-in-phone';
import { messagePreviewQuery, type MessagePreview, type PreviewMessage } from './template.api';
import { useSeesGuests } from '../session/use-sees-guests';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
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
      {query.data !== undefined && <Previews previews={query.data.previews} />}
    </Panel>
  );
}

interface PreviewProps {
  readonly previews: MessagePreview['previews'];
}

/** The message in a phone, with a switch of language and of channel. */
function Previews({ previews }: PreviewProps) {
  const { t, language: ofReader } = useTranslation('admin');
  const [chosen, setChosen] = useState<string>(ofReader);
  const [channel, setChannel] = useState<MessageChannel>();
  const preview = previews.find(({ language }) => language === chosen) ?? previews[0];
  if (preview === undefined) return null;
  const { language, failure, missing, needed, channels } = preview;
  const shown = channels.find((one) => one.channel === channel) ?? channels[0];
  return (
    <section aria-label={t(`templates.languages.${language}`)}>
      {previews.length > 1 && (
        <SegmentedControl
          fullWidth
          mt={12}
          aria-label={t('templates.language')}
          value={language}
          onChange={setChosen}
          data={previews.map((one) => ({ value: one.language, label: t(`templates.languages.${one.language}`) }))}
        />
      )}
      {failure !== null && (
        <p role="status">{missing === null ? t('templates.tooLong') : t('templates.missing', { name: missing })}</p>
      )}
      {failure === null && needed.length > 0 && (
        <p role="status">{t('templates.needed', { names: needed.join(', ') })}</p>
      )}
      {shown !== undefined && (
        <>
          <div role="group" aria-label={t('messages.channel')} className={classes.channels}>
            {channels.map((one) => (
              <button
                key={one.channel}
                type="button"
                aria-pressed={one === shown}
                onClick={() => setChannel(one.channel)}
              >
                {t(`messages.channels.${one.channel}`)}
                {one.sms !== null && one.sms.parts > 1 && ` · ${String(one.sms.parts)}`}
              </button>
            ))}
          </div>
          <MessageInPhone {...shown} />
          {shown.sms !== null && <SmsLength sms={shown.sms} />}
        </>
      )}
    </section>
  );
}

type SmsCount = NonNullable<MessagePreview['previews'][number]['channels'][number]['sms']>;

/** How many parts of an SMS the text takes, how long a part is, and what they cost. */
function SmsLength({ sms: { encoding, parts, units, price } }: { readonly sms: SmsCount }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return (
    <p className={classes.length}>
      <strong>
        {t('templates.parts', { count: parts, units })}
        {price !== null && ` · ${format.money(price)}`}
      </strong>
      <br />
      {t('templates.partHelp', { encoding })}
    </p>
  );
}

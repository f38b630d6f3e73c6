import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { ReadMessage } from '../../entities/message/message.api';
import { MessageInPhone } from '../../entities/message/message-in-phone';
import { ask } from '../../shared/api/calls';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { SideSheet } from '../../shared/ui/dialog';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { type Fact, Facts } from '../../shared/ui/facts';
import classes from './messages.module.css';

interface MessageSheetProps {
  readonly id: string;
  readonly onClose: () => void;
}

/** One message as its recipient saw it, with its state. */
export function MessageSheet({ id, onClose }: MessageSheetProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const query = useQuery(ask('/api/messages/{id}', { id }));
  const message = query.data;
  const channelOf = (channel: ReadMessage['channel']) => t(`messages.channels.${channel}`);

  function factsOf({
    status,
    reason,
    channel,
    tried,
    failure,
    stopped,
    createdAt,
    inInbox,
    openedAt,
  }: ReadMessage): Fact[] {
    return [
      [t('messages.status'), reason === null ? t(`messages.statuses.${status}`) : t(`messages.reasons.${reason}`)],
      [t('messages.channel'), channelOf(channel)],
      ...(tried.length > 0 ? [[t('messages.tried'), tried.map(channelOf).join(', ')] as const] : []),
      ...(failure === null ? [] : [[t('messages.failure'), failure] as const]),
      ...stopped.map(
        (stop) =>
          [
            t('messages.stopped', { channel: channelOf(stop.channel) }),
            `${t(`messages.stops.${stop.reason}`)} (${stop.failure}), ${format.dateTime(stop.stoppedAt)}`,
          ] as const,
      ),
      [t('messages.at'), format.dateTime(createdAt)],
      ...(inInbox
        ? [[t('messages.openedAt'), openedAt === null ? t('messages.notOpened') : format.dateTime(openedAt)] as const]
        : []),
    ];
  }

  return (
    <SideSheet title={t('messages.one')} size="lg" onClose={onClose}>
      <FailureNotice error={query.error} retry={query} />
      {message !== undefined && (
        <>
          {message.text === '' ? (
            <p className={classes.soft}>{t('messages.noText')}</p>
          ) : (
            <MessageInPhone channel={message.channel} subject={message.subject} text={message.text} />
          )}
          <Facts facts={factsOf(message)} isPlain />
          {message.guestId !== null && <Link to={`/guests/${message.guestId}`}>{t('messages.openGuest')}</Link>}{' '}
          {message.source === 'CAMPAIGN' && message.sourceId !== null && (
            <Link to={`/campaigns/${message.sourceId}`}>{t('messages.openCampaign')}</Link>
          )}
          {message.source === 'AUTOMATION' && message.sourceId !== null && (
            <Link to={`/automations/${message.sourceId}`}>{t('messages.openAutomation')}</Link>
          )}
        </>
      )}
    </SideSheet>
  );
}

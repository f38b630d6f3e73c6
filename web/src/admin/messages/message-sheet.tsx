import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { ask } from '../../shared/api/calls';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { SideSheet } from '../../shared/ui/dialog';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './messages.module.css';

interface MessageSheetProps {
  readonly id: string;
  readonly onClose: () => void;
}

/** One message as its reader saw it, and what became of it. */
export function MessageSheet({ id, onClose }: MessageSheetProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const query = useQuery(ask('/api/messages/{id}', { id }));
  const message = query.data;
  return (
    <SideSheet title={t('messages.one')} size="lg" onClose={onClose}>
      <FailureNotice error={query.error} retry={query} />
      {message !== undefined && (
        <>
          {message.text === '' ? (
            <p className={classes.soft}>{t('messages.noText')}</p>
          ) : (
            <p className={classes.text}>{message.text}</p>
          )}
          <dl className={classes.facts}>
            <div>
              <dt>{t('messages.status')}</dt>
              <dd>
                {message.reason === null
                  ? t(`messages.statuses.${message.status}`)
                  : t(`messages.reasons.${message.reason}`)}
              </dd>
            </div>
            <div>
              <dt>{t('messages.channel')}</dt>
              <dd>{t(`messages.channels.${message.channel}`)}</dd>
            </div>
            {message.tried.length > 0 && (
              <div>
                <dt>{t('messages.tried')}</dt>
                <dd>{message.tried.map((one) => t(`messages.channels.${one}`)).join(', ')}</dd>
              </div>
            )}
            {message.failure !== null && (
              <div>
                <dt>{t('messages.failure')}</dt>
                <dd>{message.failure}</dd>
              </div>
            )}
            {message.stopped.map(({ channel, reason, failure, stoppedAt }) => (
              <div key={channel}>
                <dt>{t('messages.stopped', { channel: t(`messages.channels.${channel}`) })}</dt>
                <dd>
                  {t(`messages.stops.${reason}`)} ({failure}), {format.dateTime(stoppedAt)}
                </dd>
              </div>
            ))}
            <div>
              <dt>{t('messages.at')}</dt>
              <dd>{format.dateTime(message.createdAt)}</dd>
            </div>
            {message.inInbox && (
              <div>
                <dt>{t('messages.openedAt')}</dt>
                <dd>{message.openedAt === null ? t('messages.notOpened') : format.dateTime(message.openedAt)}</dd>
              </div>
            )}
          </dl>
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

import type { ReactNode } from 'react';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import classes from './message-in-phone.module.css';
import { SCREEN_OF_CHANNEL } from './message.api';
import type { MessagePreview } from './template.api';

export type MessageChannel = MessagePreview['previews'][number]['channels'][number]['channel'];

interface MessageInPhoneProps {
  readonly channel: MessageChannel;
  /** Null: the channel shows no subject. */
  readonly subject: string | null;
  readonly text: string;
}

/** A message on the screen of a guest's phone, as its channel shows it. */
export function MessageInPhone({ channel, subject, text }: MessageInPhoneProps) {
  const { t } = useTranslation('admin');
  const { name } = useNetwork();
  const screen = SCREEN_OF_CHANNEL[channel];
  return (
    <figure
      className={classes.phone}
      data-screen={screen}
      data-channel={channel}
      aria-label={t('messages.inPhone', { channel: t(`messages.channels.${channel}`) })}
    >
      <Sender name={name} screen={screen} />
      {screen === 'letter' && subject !== null && <strong className={classes.subject}>{subject}</strong>}
      <div className={classes.message}>
        {screen === 'lock' && (
          <span className={classes.app}>
            <Avatar name={name} /> {name}
          </span>
        )}
        {screen !== 'letter' && subject !== null && <strong>{subject}</strong>}
        <p className={classes.text}>{text}</p>
      </div>
    </figure>
  );
}

interface SenderProps {
  readonly name: string;
  readonly screen: (typeof SCREEN_OF_CHANNEL)[MessageChannel];
}

/** The head of the screen: the sender, or the clock on a lock screen. */
function Sender({ name, screen }: SenderProps): ReactNode {
  const { t } = useTranslation('admin');
  if (screen === 'lock')
    return (
      <span className={classes.clock} aria-hidden>
        12:30
      </span>
    );
  return (
    <span className={classes.sender}>
      {screen !== 'cabinet' && <Avatar name={name} />}
      <span>{screen === 'cabinet' ? t('messages.inCabinet', { network: name }) : name}</span>
    </span>
  );
}

function Avatar({ name }: { readonly name: string }) {
  return (
    <span className={classes.avatar} aria-hidden>
      {/\p{Letter}/u.exec(name)?.[0] ?? '•'}
    </span>
  );
}

import { Button, Checkbox } from '@mantine/core';
import { useRef } from 'react';
import { DocumentTexts } from '../../../entities/message/document-texts';
import { useDocumentStore, useMistakeText, useValue } from '../../../shared/document/document-context';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Help } from '../../../shared/ui/page';
import type { Announcement, Gives } from '../document/campaign-document.rules';
import classes from '../campaigns.module.css';

const PATH = ['announcement'];

interface MessageFieldsProps {
  /** The message that the server generates from the settings; undefined: the server generates no message. */
  readonly generated: Announcement | undefined;
  /** The generated message, if it differs from the message in the form; null: the two are equal, or the server generates no message. */
  readonly made: Announcement | null;
}

/** Fields of the message that eligible guests get once, when the campaign starts. */
export function MessageFields({ generated, made }: MessageFieldsProps) {
  const { t } = useTranslation('admin');
  const store = useDocumentStore();
  const message = useValue<Announcement | null>(PATH);
  const isMessage = useValue<Gives>(['gives']) === 'MESSAGE';
  const mistake = useMistakeText(PATH);
  const left = useRef<Announcement | undefined>(undefined);
  const isTold = message !== null || isMessage;

  /** Switches the message on or off. A message that is switched on again has its earlier text. */
  function tell(isOn: boolean): void {
    if (message !== null) left.current = message;
    store.set(PATH, isOn ? (left.current ?? generated ?? {}) : null);
  }

  return (
    <div className={classes.fields}>
      <Checkbox
        size="md"
        className={classes.wide ?? ''}
        label={t('campaigns.field.isTold')}
        description={t('campaigns.help.isTold')}
        checked={isTold}
        disabled={isMessage}
        onChange={(event) => tell(event.currentTarget.checked)}
      />
      {isTold && (
        <>
          <DocumentTexts path={PATH} source="CAMPAIGN" className={classes.wide} />
          {made !== null && (
            <Button variant="default" onClick={() => store.set(PATH, made)}>
              {t('campaigns.messageFromSettings')}
            </Button>
          )}
          {mistake !== undefined && <Help role="alert">{t('campaigns.messageNeeded')}</Help>}
        </>
      )}
    </div>
  );
}

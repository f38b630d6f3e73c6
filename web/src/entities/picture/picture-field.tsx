import { Box, Button, FileButton, Flex, Progress } from '@mantine/core';
import { type DragEvent, type ReactNode, useEffect, useState } from 'react';
import type { Send } from '../../shared/api/act-key';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Picture, type ShownPicture } from '../../shared/pictures/picture';
import { Help } from '../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { Cropper, type PictureForm } from './cropper';
import type { Crop } from './crop.rules';
import { type ChosenPicture, croppedPicture, openPicture } from './cropped';
import classes from './pictures.module.css';

const TAKEN = 'image/png,image/jpeg,image/webp';

interface PictureFieldProps {
  readonly picture: ShownPicture | null;
  readonly put: Send<Blob, unknown>;
  readonly remove: Send<null, unknown>;
  /** The change counts as running until the result settles. */
  readonly onChanged: () => unknown;
  /** Shown while there is no picture. */
  readonly instead?: ReactNode;
  /** Left out: the ratio of a card. */
  readonly form?: PictureForm;
}

/** Sets, changes and removes one picture: a file, a drop on the field, or the camera of a phone; cropped before it is sent. */
export function PictureField({ picture, put, remove, onChanged, instead, form = 'CARD' }: PictureFieldProps) {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const [chosen, setChosen] = useState<ChosenPicture | null>(null);
  const [unreadable, setUnreadable] = useState(false);
  const [isOver, setIsOver] = useState(false);
  const sending = useChange(put, onChanged);
  const removing = useChange(remove, onChanged);
  const error = sending.error ?? removing.error;
  const isBusy = sending.isPending || removing.isPending;
  useEffect(() => {
    if (chosen === null) return undefined;
    return () => {
      URL.revokeObjectURL(chosen.address);
    };
  }, [chosen]);

  async function open(file: File | null | undefined): Promise<void> {
    if (file == null) return;
    setUnreadable(false);
    sending.reset();
    removing.reset();
    const opened = await openPicture(file).catch(() => null);
    if (opened === null) setUnreadable(true);
    else setChosen(opened);
  }

  async function send(crop: Crop): Promise<void> {
    if (chosen === null) return;
    setChosen(null);
    const part = await croppedPicture(chosen, crop).catch(() => null);
    if (part === null) setUnreadable(true);
    else sending.mutate(part);
  }

  function drop(event: DragEvent): void {
    event.preventDefault();
    setIsOver(false);
    if (!isBusy) void open(event.dataTransfer.files[0]);
  }

  return (
    <div>
      <div
        className={classes.drop}
        data-full={picture !== null}
        data-form={form}
        data-over={isOver}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={drop}
      >
        {picture === null ? (
          (instead ?? <p>{t('pictures.drop')}</p>)
        ) : (
          <Picture picture={picture} sizes="420px" alt={t('pictures.now')} />
        )}
      </div>
      {sending.isPending && (
        <div role="status">
          <Help>{t('pictures.sending')}</Help>
          <Progress value={100} animated aria-hidden />
        </div>
      )}
      <Help>{t('pictures.help')}</Help>
      <Flex gap={8} wrap="wrap" mt={16}>
        <FileButton
          accept={TAKEN}
          inputProps={{ 'aria-label': t('pictures.choose') }}
          onChange={(file) => void open(file)}
        >
          {(props) => (
            <Button {...props} variant="default" disabled={isBusy}>
              {t(picture === null ? 'pictures.choose' : 'pictures.change')}
            </Button>
          )}
        </FileButton>
        <FileButton
          accept={TAKEN}
          capture="environment"
          inputProps={{ 'aria-label': t('pictures.camera') }}
          onChange={(file) => void open(file)}
        >
          {(props) => (
            <Button {...props} className={classes.camera ?? ''} variant="default" disabled={isBusy}>
              {t('pictures.camera')}
            </Button>
          )}
        </FileButton>
        {picture !== null && (
          <Button variant="subtle" color="gray" loading={removing.isPending} onClick={() => removing.mutate(null)}>
            {t('pictures.remove')}
          </Button>
        )}
      </Flex>
      {(unreadable || error !== null) && (
        <Box mt={12}>
          <ProblemNotice
            words={
              unreadable ? { title: t('pictures.unreadableTitle'), help: t('pictures.unreadableHelp') } : words(error)
            }
          />
        </Box>
      )}
      {chosen !== null && (
        <Cropper picture={chosen} form={form} onDone={(crop) => void send(crop)} onClose={() => setChosen(null)} />
      )}
    </div>
  );
}

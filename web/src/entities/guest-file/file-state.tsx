import { Progress } from '@mantine/core';
import type { ComponentProps, ReactNode } from 'react';
import { type GuestFile, type GuestFileWithRows, isAtWork } from './guest-file.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Figures } from '../../shared/ui/page';
import { FaultNotice, Unread } from './file-notices';
import { Refusals } from './refusals';

const NOT_LOOKED_AT: readonly GuestFile['status'][] = ['UPLOADING', 'READING', 'READY'];

interface FileStateProps extends Pick<ComponentProps<typeof Figures>, 'figures'> {
  readonly file: Pick<GuestFileWithRows, 'status' | 'position' | 'lines' | 'fault' | 'unread' | 'refusals'>;
  /** The form that uploads the file again after an interrupted upload. */
  readonly interrupted: ReactNode;
  /** Loads the refused rows as a file. */
  readonly readRefused: ComponentProps<typeof Refusals>['read'];
  /** The inputs that say which column has which member. They are shown before and after the check of the file. */
  readonly mapping: ReactNode;
  /** The buttons of the file, and the notes that a person needs before pressing a button. */
  readonly children: ReactNode;
}

/** The state of a file: how far the server has read it, the figures and faults that the server found, and the step that a person has to take next. */
export function FileState({ file, figures, interrupted, readRefused, mapping, children }: FileStateProps) {
  const { t } = useTranslation('admin');
  const { status, position, lines, fault, unread, refusals } = file;
  const isLookedAt = !NOT_LOOKED_AT.includes(status);
  return (
    <>
      {status === 'UPLOADING' && interrupted}
      {isAtWork(file) && (
        <Progress
          m="16px 0"
          value={(position / (lines ?? Infinity)) * 100}
          aria-label={t(`guestFiles.statuses.${status}`)}
          size="lg"
        />
      )}
      {fault !== null && <FaultNotice code={fault} />}
      {isLookedAt && <Figures figures={figures} />}
      {isLookedAt && <Unread unread={unread} />}
      {children}
      {refusals.length > 0 && <Refusals refusals={refusals} read={readRefused} />}
      {(status === 'READY' || status === 'CHECKED') && mapping}
    </>
  );
}

import { Drawer, Modal } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from '../i18n/use-translation';
import classes from './dialog.module.css';

interface DialogProps {
  readonly title: string;
  /** Left out where there is no way back but through the dialog. */
  readonly onClose?: () => void;
  readonly size?: string;
  readonly children: ReactNode;
}

/** A question over the page. Its head is no `header`, which a screen reader would take for the page's own. */
export function Dialog({ title, onClose, size = 'md', children }: DialogProps) {
  const { t } = useTranslation();
  const canClose = onClose !== undefined;
  useReturnOfFocus();
  return (
    <Modal.Root
      opened
      centered
      size={size}
      onClose={onClose ?? stay}
      closeOnEscape={canClose}
      closeOnClickOutside={canClose}
    >
      <Modal.Overlay backgroundOpacity={0.45} />
      <Modal.Content radius="lg">
        <div className={classes.head}>
          <Modal.Title className={classes.title ?? ''}>{title}</Modal.Title>
          {canClose && <Modal.CloseButton size={44} aria-label={t('action.close')} />}
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

/** Gives the focus back to the element that had it before the dialog, unless the page has moved it elsewhere. */
function useReturnOfFocus(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    return () => {
      if (document.activeElement === document.body && before instanceof HTMLElement) before.focus();
    };
  }, [before]);
}

/** The same from the side, for what is longer than a question. */
export function SideSheet({ title, onClose = stay, size = 'md', children }: DialogProps) {
  const { t } = useTranslation();
  return (
    <Drawer.Root opened position="right" size={size} onClose={onClose}>
      <Drawer.Overlay backgroundOpacity={0.45} />
      <Drawer.Content>
        <div className={classes.head}>
          <Drawer.Title className={classes.title ?? ''}>{title}</Drawer.Title>
          <Drawer.CloseButton size={44} aria-label={t('action.close')} />
        </div>
        <Drawer.Body>{children}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

function stay(): void {
  // Nothing closes a dialog that has no way back.
}

import { Drawer, Modal } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from '../i18n/use-translation';
import classes from './dialog.module.css';

interface DialogProps {
  readonly title: string;
  /** Left out where only the dialog's own buttons close it. */
  readonly onClose?: () => void;
  readonly size?: string;
  readonly children: ReactNode;
}

/** A dialog over the page. Its head is no `header` element, which screen readers would take for the page's. */
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

/** Returns the focus to the element that had it before the dialog, unless the page has moved the focus. */
function useReturnOfFocus(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    return () => {
      if (document.activeElement === document.body && before instanceof HTMLElement) before.focus();
    };
  }, [before]);
}

/** Like `Dialog`, as a sheet at the side, for longer content. */
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
  // A dialog without `onClose` stays open.
}

import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { isAnswering, onEvent, postEvent } from './bridge';
import { isInTelegram } from './telegram';

interface MainActionProps {
  readonly label: string;
  readonly isBusy?: boolean;
  readonly onPress: () => void;
}

/** The one thing to do on the screen: the main button of Telegram, elsewhere a button of the page. */
export function MainAction({ label, isBusy = false, onPress }: MainActionProps) {
  const press = useRef(onPress);
  useEffect(() => {
    press.current = onPress;
  });
  // Without an answer the client may not show its own button.
  const isOutside = isInTelegram && isAnswering();

  useEffect(() => {
    if (!isOutside) return undefined;
    const shown = { is_visible: true, is_active: !isBusy, is_progress_visible: isBusy, text: label };
    postEvent('web_app_setup_main_button', shown);
    return () => postEvent('web_app_setup_main_button', { is_visible: false });
  }, [isOutside, isBusy, label]);
  useEffect(() => {
    return isOutside ? onEvent('main_button_pressed', () => press.current()) : undefined;
  }, [isOutside]);

  if (isOutside) return null;
  return (
    <Button size="lg" fullWidth loading={isBusy} onClick={onPress}>
      {label}
    </Button>
  );
}

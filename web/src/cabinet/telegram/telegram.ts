import { useMantineColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { preferLanguage } from '../../shared/i18n/language';
import { launch, onEvent, postEvent, startBridge } from './bridge';
import { applyTheme } from './theme';

/** The answer to the question for the phone may come late, or never. */
const CONTACT_PATIENCE_MS = 60_000;

export const isInTelegram = launch !== null;

/** Tells Telegram that the page is there, and takes its language; outside Telegram it does nothing. */
export function startTelegram(): void {
  if (launch === null) return;
  startBridge();
  if (launch.language !== null) void preferLanguage(launch.language);
}

/** Puts on the colours of Telegram, now and whenever they change there. */
export function useTelegramTheme(): void {
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => {
    if (launch === null) return undefined;
    const putOn = (theme: unknown): void => {
      if (typeof theme !== 'object' || theme === null) return;
      const scheme = applyTheme(theme as Readonly<Record<string, unknown>>);
      if (scheme !== null) setColorScheme(scheme);
    };
    putOn(launch.theme);
    return onEvent('theme_changed', ({ theme_params: theme }) => putOn(theme));
  }, [setColorScheme]);
}

/** A short shake of the phone, where it can. */
export function shake(outcome: 'success' | 'error'): void {
  postEvent('web_app_trigger_haptic_feedback', { type: 'notification', notification_type: outcome });
}

/** Shows the back button of Telegram while the page is open; null hides it. */
export function useBackButton(onBack: (() => void) | null): void {
  const back = useRef(onBack);
  useEffect(() => {
    back.current = onBack;
  });
  const isShown = onBack !== null;
  useEffect(() => {
    if (!isInTelegram) return undefined;
    postEvent('web_app_setup_back_button', { is_visible: isShown });
    return onEvent('back_button_pressed', () => back.current?.());
  }, [isShown]);
}

/** Lets the person choose a chat of theirs to which the link goes. */
export function shareInTelegram(link: string, text: string): void {
  const query = Object.entries({ url: link, text }).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  postEvent('web_app_open_tg_link', { path_full: `/share/url?${query.join('&')}` });
}

/** Asks Telegram for the person's phone, which goes to the bot and not to the page. False: they refused. */
export function requestPhone(): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isSent: boolean): void => {
      leave();
      window.clearTimeout(timer);
      resolve(isSent);
    };
    const leave = onEvent('phone_requested', ({ status }) => settle(status === 'sent'));
    const timer = window.setTimeout(() => settle(false), CONTACT_PATIENCE_MS);
    postEvent('web_app_request_phone');
  });
}

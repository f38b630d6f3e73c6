import { Button } from '@mantine/core';
import { Suspense, useState } from 'react';
import { readDevice } from '../../entities/session/bound-device';
import type { ByPassword } from '../../entities/session/session-gate';
import { partOutside } from '../../shared/api/lazy-part';
import { useTranslation } from '../../shared/i18n/use-translation';

const PinPage = partOutside(() => import('./pin-page').then((module) => module.PinPage));

/** The sign-in of the till: by PIN or card at a device that a manager has bound, by password at others. */
export function TillSignIn({ byPassword }: { readonly byPassword: ByPassword }) {
  const { t } = useTranslation();
  const [isByPin, setIsByPin] = useState(() => readDevice() !== null);
  if (isByPin)
    return (
      <Suspense>
        <PinPage onPassword={() => setIsByPin(false)} />
      </Suspense>
    );
  return byPassword(
    <Button variant="subtle" onClick={() => setIsByPin(true)}>
      {t('signIn.atTill')}
    </Button>,
  );
}

import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useTranslation } from '../i18n/use-translation';

const TARGET_PX = 44;

/** A field of a password or key. Its eye, which shows what is typed, is named in the language and wide enough for a finger. */
export function SecretInput(props: PasswordInputProps) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      rightSectionWidth={TARGET_PX}
      visibilityToggleButtonProps={{
        'aria-label': t('action.showTyped'),
        style: { width: TARGET_PX, height: TARGET_PX },
      }}
      {...props}
    />
  );
}

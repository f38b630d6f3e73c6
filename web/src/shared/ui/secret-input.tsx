import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useTranslation } from '../i18n/use-translation';

const TARGET_PX = 44;

/** A field for a password or key. The button that shows the text is labelled in the page's language and large enough for touch. */
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

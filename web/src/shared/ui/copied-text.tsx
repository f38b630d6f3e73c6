import { Button, Flex, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from '../i18n/use-translation';
import classes from './copied-text.module.css';

interface CopiedTextProps {
  readonly label: string;
  readonly help: string;
  readonly text: string;
}

/** A text to hand on, with a button that copies it. */
export function CopiedText({ label, help, text }: CopiedTextProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState<boolean | null>(null);

  function copy(): void {
    // A page that is not served over HTTPS has no clipboard; the text can be selected in its field.
    const written = window.isSecureContext
      ? navigator.clipboard.writeText(text)
      : Promise.reject(new Error('insecure'));
    written.then(
      () => setCopied(true),
      () => setCopied(false),
    );
  }

  return (
    <Flex gap={8} wrap="wrap" align="end">
      <TextInput
        flex="1 1 260px"
        label={label}
        description={help}
        readOnly
        value={text}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button variant="default" onClick={copy}>
        {t('copy.copy')}
      </Button>
      <p className={classes.said} role="status">
        {copied === true && t('copy.copied')}
        {copied === false && t('copy.byHand')}
      </p>
    </Flex>
  );
}

import { Box, Button, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { type TextSource, variablesQuery } from './template.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import classes from './message-texts.module.css';

interface VariablesProps {
  readonly source: TextSource;
  readonly onInsert: (variable: string) => void;
}

/** Variables of guest data that a text may name; a press inserts one into the text. */
function Variables({ source, onInsert }: VariablesProps) {
  const { t, language } = useTranslation('admin');
  const variables = useQuery(variablesQuery(language));
  return (
    <details className={classes.variables}>
      <summary>{t('templates.variables')}</summary>
      <ul>
        {(variables.data ?? [])
          .filter(({ sources }) => sources.includes(source))
          .map(({ name, description, mayBeEmpty }) => (
            <li key={name}>
              <Button
                variant="default"
                size="compact-md"
                onClick={() => onInsert(`{{ ${name}${mayBeEmpty ? ' | default: "…"' : ''} }}`)}
              >
                {name}
              </Button>{' '}
              {description}
            </li>
          ))}
      </ul>
    </details>
  );
}

interface TextFieldsProps {
  readonly source: TextSource;
  readonly labels: { readonly subject: string; readonly text: string };
  /** Placeholder of both subject and text. */
  readonly placeholder?: string;
  readonly subject: string;
  readonly text: string;
  readonly errors: { readonly subject: string | undefined; readonly text: string | undefined };
  readonly maxLength: number;
  readonly onSubject: (subject: string) => void;
  readonly onText: (text: string) => void;
}

/** Fields for subject and text of a message in one language, with variables that a press inserts at the cursor. */
export function TextFields(props: TextFieldsProps) {
  const { source, labels, placeholder, subject, text, errors, maxLength, onSubject, onText } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const insert = (variable: string) => {
    const from = area.current?.selectionStart ?? text.length;
    const to = area.current?.selectionEnd ?? from;
    onText(`${text.slice(0, from)}${variable}${text.slice(to)}`);
    area.current?.focus();
  };
  return (
    <>
      <TextInput
        label={labels.subject}
        placeholder={placeholder}
        {...bound(subject, onSubject)}
        error={errors.subject}
        maxLength={100}
      />
      <Box mt={12}>
        <Textarea
          ref={area}
          label={labels.text}
          placeholder={placeholder}
          {...bound(text, onText)}
          error={errors.text}
          autosize
          minRows={3}
          maxLength={maxLength}
        />
        <Variables source={source} onInsert={insert} />
      </Box>
    </>
  );
}

import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from '../../../shared/i18n/use-translation';
import classes from '../campaigns.module.css';
import { mistakeIn, type StepProps } from './step-props';

/** The message that eligible guests get once when it starts. */
export function MessageStep({ values, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const isTold = values.isTold || values.gives === 'MESSAGE';
  const field = (name: 'titleRu' | 'titleEn' | 'textRu' | 'textEn', place: string) => ({
    label: t(`campaigns.field.${name}`),
    value: values[name],
    error: mistakeIn(errors, place),
    onChange: (event: { readonly currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
      set({ [name]: event.currentTarget.value }),
  });
  return (
    <div className={classes.fields}>
      <Checkbox
        size="md"
        className={classes.wide ?? ''}
        label={t('campaigns.field.isTold')}
        description={t('campaigns.help.isTold')}
        checked={isTold}
        disabled={values.gives === 'MESSAGE'}
        onChange={(event) => set({ isTold: event.currentTarget.checked })}
      />
      {isTold && (
        <>
          <TextInput {...field('titleRu', 'announcement.ru.title')} maxLength={100} />
          <TextInput {...field('titleEn', 'announcement.en.title')} maxLength={100} />
          <Textarea {...field('textRu', 'announcement.ru.text')} autosize minRows={3} maxLength={1_000} />
          <Textarea {...field('textEn', 'announcement.en.text')} autosize minRows={3} maxLength={1_000} />
          {errors.some(({ path }) => path === 'announcement') && (
            <p className={classes.help} role="alert">
              {t('campaigns.messageNeeded')}
            </p>
          )}
        </>
      )}
    </div>
  );
}

import { Button } from '@mantine/core';
import { useTranslation } from '../../shared/i18n/use-translation';

interface FormEndProps {
  /** Words of the button that sends the form. */
  readonly submit: string;
  readonly isPending: boolean;
  readonly onClose: () => void;
}

/** The last row of a form in a dialog: sends it, or closes the dialog and changes nothing. */
export function FormEnd({ submit, isPending, onClose }: FormEndProps) {
  const { t } = useTranslation('owner');
  return (
    <>
      <Button type="submit" loading={isPending}>
        {submit}
      </Button>
      <Button variant="default" onClick={onClose}>
        {t('state.cancel')}
      </Button>
    </>
  );
}

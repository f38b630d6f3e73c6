import { Button } from '@mantine/core';
import type { Program } from '../../../entities/program/program.api';
import { actOf } from '../../../shared/api/calls';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { useActOnProgram } from './use-act-on-program';

/** The person who asked for the publication makes the version a draft again. */
export function TakeBack({ program }: { readonly program: Program }) {
  const { t } = useTranslation('admin');
  const { act, problem } = useActOnProgram(
    actOf('POST', '/api/programs/{version}/reject', { version: program.version }),
  );
  return (
    <>
      {problem}
      <Button variant="default" loading={act.isPending} onClick={() => act.mutate({})}>
        {t('program.awaiting.withdraw')}
      </Button>
    </>
  );
}

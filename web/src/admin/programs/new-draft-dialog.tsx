import { Button, Radio } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { newKey } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { Dialog } from '../../shared/ui/dialog';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import classes from './editor/editor.module.css';

const IN_FORCE = 'IN_FORCE';

interface NewDraftDialogProps {
  readonly inForce: number | null;
  readonly onClose: () => void;
}

/** What a new draft begins from: the program in force, or one of the presets. */
export function NewDraftDialog({ inForce, onClose }: NewDraftDialogProps) {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const presets = useQuery({
    queryKey: ['programs', 'presets'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/programs/presets', { signal })),
  });
  const names = presets.data?.items.map(({ name }) => name) ?? [];
  const [picked, setPicked] = useState<string | null>(null);
  // Which version is in force may become known only after the dialog was opened.
  const chosen = picked ?? (inForce === null ? null : IN_FORCE);
  const [key] = useState(newKey);
  const create = useMutation({
    mutationFn: () => {
      const preset = names.find((name) => name === chosen);
      const body = preset !== undefined ? { preset } : { fromVersion: inForce ?? 1 };
      return answerOf(api.POST('/api/programs', { params: { header: { 'Idempotency-Key': key } }, body }));
    },
    onSuccess: async (program) => {
      queries.setQueryData(['program', program.version], program);
      await queries.invalidateQueries({ queryKey: ['programs'] });
      await navigate(`/programs/${String(program.version)}`);
    },
  });
  return (
    <Dialog title={t('program.new.title')} onClose={onClose}>
      <div className={classes.stack}>
        <Radio.Group label={t('program.new.from')} value={chosen ?? ''} onChange={setPicked}>
          <div className={classes.stack}>
            {inForce !== null && (
              <Radio
                value={IN_FORCE}
                className={classes.check ?? ''}
                label={t('program.new.inForce', { version: inForce })}
                description={t('program.new.inForceHelp')}
              />
            )}
            {names.map((name) => (
              <Radio
                key={name}
                value={name}
                className={classes.check ?? ''}
                label={t(`program.new.presets.${name}.title`)}
                description={t(`program.new.presets.${name}.help`)}
              />
            ))}
          </div>
        </Radio.Group>
        {presets.isError && <ProblemNotice words={words(presets.error)} />}
        {create.isError && <ProblemNotice words={words(create.error)} />}
        <Button disabled={chosen === null} loading={create.isPending} onClick={() => create.mutate()}>
          {t('program.new.submit')}
        </Button>
      </div>
    </Dialog>
  );
}

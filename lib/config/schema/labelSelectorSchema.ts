import { z } from 'zod';
import { errorMessage } from '../../../model/errorMessage';
import { parseLabelSelector } from '../selectorSyntax';

/** A label selector in the syntax of `kubectl -l`. */
export const labelSelector = z.string().superRefine((text, context) => {
  try {
    parseLabelSelector(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: errorMessage(error) });
  }
});

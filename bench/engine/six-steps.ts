// The workflow that both sides run: six durable steps, one awaited signal. As a state machine of ours.
export const stepNames = ['One', 'Two', 'Three', 'Four', 'Five', 'Six'] as const;

const work = (Next: string) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: 'step', Payload: { id: '{% $states.context.Execution.Name %}' } },
  Output: '{% $states.result.Payload %}',
  Next,
});

export const sixSteps = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: stepNames[0],
  States: {
    ...Object.fromEntries(stepNames.map((name, at) => [name, work(stepNames[at + 1] ?? 'Signal')])),
    Signal: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: {
        FunctionName: 'ask',
        Payload: { id: '{% $states.context.Execution.Name %}', token: '{% $states.context.Task.Token %}' },
      },
      TimeoutSeconds: 3600,
      End: true,
    },
  },
});

namespace Scim.EmbeddedMongo.Storage;

/// <summary>A job that is a function; its value is the task's when the batch is durable.</summary>
internal sealed class FunctionJob<T>(Func<WriterTables, T> apply) : WriteJob
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _value;

    public Task<T> Task => _done.Task;

    public override void Apply(WriterTables tables) => _value = apply(tables);

    public override void Complete() => _done.TrySetResult(_value!);

    public override void Fail(Exception exception) => _done.TrySetException(exception);
}

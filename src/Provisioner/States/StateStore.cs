namespace Scim.Provisioning.States;

/// <summary>
/// The job's state: a file of lines, of which a later one overrides an earlier one. Each change is appended before the
/// next request goes out, and at the end of a cycle the file is written anew beside the old one and takes its place by a
/// rename, so that a kill at any moment leaves one whole state. A lock file keeps a second process away.
/// </summary>
internal sealed class StateStore : IDisposable
{
    private const string FileName = "state.jsonl";
    private const string NewFileName = "state.jsonl.new";
    private const string LockName = "state.lock";
    private const int MembersInLine = 5_000;

    private readonly string _folder;
    private readonly FileStream? _lockFile;
    private readonly JobContent _content = new();
    private readonly Lock _lock = new();
    private LineFile<StateLine>? _file;

    private StateStore(string folder, FileStream? lockFile)
    {
        _folder = folder;
        _lockFile = lockFile;
    }

    public JobState Job => _content.Job;

    private string FilePath => Path.Combine(_folder, FileName);

    /// <summary>Opens the state in a folder, which is made where there is none.</summary>
    public static StateStore Open(string folder)
    {
        Directory.CreateDirectory(folder);
        var store = new StateStore(folder, Lock(folder));
        try
        {
            store.Load();
            store._file = new LineFile<StateLine>(store.FilePath, StateJson.Line);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Reads the state without a lock and without ever writing: for status and dry runs.</summary>
    public static StateStore Read(string folder)
    {
        var store = new StateStore(folder, null);
        store.Load();
        return store;
    }

    public ObjectState? Find(ObjectKey key)
    {
        lock (_lock) return _content.Objects.GetValueOrDefault(key);
    }

    /// <summary>The source id of the object that a target id belongs to; null where it belongs to none.</summary>
    public string? Owner(ObjectKind kind, string targetId)
    {
        lock (_lock) return _content.Owner(kind, targetId);
    }

    /// <summary>The objects of a kind as they are at this moment.</summary>
    public List<KeyValuePair<ObjectKey, ObjectState>> Objects(ObjectKind kind)
    {
        lock (_lock) return [.. _content.Objects.Where(item => item.Key.Kind == kind)];
    }

    /// <summary>A copy of the source ids of a group's members at the target.</summary>
    public HashSet<string> Members(string group)
    {
        lock (_lock) return [.. _content.Members(group)];
    }

    public List<Intent> Intents()
    {
        lock (_lock) return [.. _content.Intents.Values];
    }

    public void SetJob(JobState job) => Write(new StateLine { Job = job });

    public void Put(ObjectKey key, ObjectState state) => Write(new StateLine { Kind = key.Kind, Key = key.Id, State = state });

    public void Forget(ObjectKey key) => Write(new StateLine { Kind = key.Kind, Key = key.Id, Gone = true });

    public void Begin(Intent intent) => Write(new StateLine { Intent = intent });

    public void Complete(string intentId, string? targetId) => Write(new StateLine { Done = intentId, TargetId = targetId });

    public void Abandon(string intentId) => Write(new StateLine { Undone = intentId });

    /// <summary>Forgets every object, and sets the job.</summary>
    public void Clear(JobState job) => Write(new StateLine { Cleared = true, Job = job });

    /// <summary>Lets every object that failed be tried again in the next cycle.</summary>
    public void ReleaseEscrows()
    {
        foreach ((ObjectKey key, ObjectState state) in Objects(ObjectKind.User).Concat(Objects(ObjectKind.Group)))
        {
            if (state.Escrow is not null || state.ReferenceEscrow is not null)
                Put(key, state with { Escrow = null, ReferenceEscrow = null, Digest = state.Escrow is null ? state.Digest : null });
        }
    }

    /// <summary>Writes the file anew without what was overridden.</summary>
    public void Compact()
    {
        lock (_lock)
        {
            if (_file is null) return;
            string next = Path.Combine(_folder, NewFileName);
            File.Delete(next);
            using (var file = new LineFile<StateLine>(next, StateJson.Line))
            {
                foreach (StateLine line in Lines()) file.Append(line);
                file.Sync();
            }

            _file.Dispose();
            File.Move(next, FilePath, overwrite: true);
            _file = new LineFile<StateLine>(FilePath, StateJson.Line);
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _lockFile?.Dispose();
    }

    private IEnumerable<StateLine> Lines()
    {
        yield return new StateLine { Job = _content.Job };
        foreach ((ObjectKey key, ObjectState state) in _content.Objects)
            yield return new StateLine { Kind = key.Kind, Key = key.Id, State = state };
        foreach ((string group, HashSet<string> members) in _content.Memberships)
        {
            foreach (string[] part in members.Chunk(MembersInLine))
                yield return new StateLine { Kind = ObjectKind.Group, Key = group, Members = part };
        }

        foreach (Intent intent in _content.Intents.Values) yield return new StateLine { Intent = intent };
    }

    private void Load()
    {
        foreach (StateLine line in LineFile<StateLine>.Read(FilePath, StateJson.Line)) _content.Apply(line);
    }

    private void Write(StateLine line)
    {
        lock (_lock)
        {
            _file?.Append(line);
            _content.Apply(line);
        }
    }

    private static FileStream Lock(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException problem)
        {
            throw ProvisioningException.InUse($"Another process works on the state in '{folder}'.", problem);
        }
    }
}

using Scim.Provisioning.Endpoints;
using Scim.Provisioning.Logs;
using Scim.Provisioning.States;

namespace Scim.Provisioning.Tests.States;

public sealed class StateStoreTests : IDisposable
{
    private static readonly ObjectKey User = new(ObjectKind.User, "u1");
    private static readonly ObjectKey Group = new(ObjectKind.Group, "g1");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("states");

    private string StateFile => Path.Combine(_folder.FullName, "state.jsonl");

    [Fact]
    public void Open_AfterEveryKindOfLine_GivesTheSameContentBeforeAndAfterCompaction()
    {
        using (StateStore store = StateStore.Open(_folder.FullName))
        {
            store.SetJob(new JobState { Cycle = 3, Quarantine = new Quarantine(QuarantineReason.EncounteredQuarantineException, "m", DateTimeOffset.UnixEpoch, 1, DateTimeOffset.UnixEpoch) });
            store.Put(User, new ObjectState { TargetId = "t1", Name = "Ålice", Escrow = new Escrow("d", 1, DateTimeOffset.UnixEpoch, null, FailureCode.Conflict, "m") });
            store.Begin(new Intent { Id = "i1", Kind = ObjectKind.Group, Key = "g1", Action = ChangeAction.Create, After = new ObjectState { Digest = "d" } });
            store.Complete("i1", "t2");
            store.Begin(new Intent { Id = "i2", Kind = ObjectKind.Group, Key = "g1", Action = ChangeAction.Update, After = new ObjectState { TargetId = "t2" }, Added = ["u1", "u2"] });
            store.Complete("i2", null);
            store.Begin(new Intent { Id = "i3", Kind = ObjectKind.User, Key = "u3", Action = ChangeAction.Delete });
            store.Begin(new Intent { Id = "i4", Kind = ObjectKind.User, Key = "u4", Action = ChangeAction.Delete });
            store.Abandon("i4");
        }

        string before = Content();
        using (StateStore store = StateStore.Open(_folder.FullName)) store.Compact();

        Assert.Equal(before, Content());
        Assert.Contains("t2", before, StringComparison.Ordinal);
        Assert.Contains("u1,u2", before, StringComparison.Ordinal);
        Assert.Contains("i3", before, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OfAFileCutOffAnywhere_GivesTheStateOfTheWholeLines()
    {
        using (StateStore store = StateStore.Open(_folder.FullName))
        {
            for (int i = 0; i < 5; i++) store.Put(new ObjectKey(ObjectKind.User, $"u{i}"), new ObjectState { TargetId = $"t{i}", Name = "Zoë" });
        }

        byte[] whole = File.ReadAllBytes(StateFile);
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(StateFile, whole[..length]);
            using StateStore store = StateStore.Open(_folder.FullName);
            Assert.Equal(whole[..length].Count(octet => octet == '\n'), store.Objects(ObjectKind.User).Count);
        }
    }

    [Fact]
    public void Open_OfADamagedLine_NamesIt()
    {
        File.WriteAllText(StateFile, "{\"job\":{}}\nnot json\n{\"job\":{}}\n");

        var problem = Assert.Throws<ProvisioningException>(() => StateStore.Open(_folder.FullName));

        Assert.Contains("line 2", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WhileAnotherHasItOpen_IsRefused()
    {
        using StateStore store = StateStore.Open(_folder.FullName);

        Assert.Throws<ProvisioningException>(() => StateStore.Open(_folder.FullName));
    }

    [Fact]
    public void Forget_OfAUser_TakesItOutOfEveryGroup()
    {
        using StateStore store = StateStore.Open(_folder.FullName);
        store.Begin(new Intent { Id = "i", Kind = ObjectKind.Group, Key = "g1", Action = ChangeAction.Update, After = new ObjectState(), Added = ["u1", "u2"] });
        store.Complete("i", null);

        store.Forget(User);

        Assert.Equal(["u2"], store.Members(Group.Id));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Content()
    {
        using StateStore store = StateStore.Read(_folder.FullName);
        IEnumerable<string> objects = store.Objects(ObjectKind.User).Concat(store.Objects(ObjectKind.Group))
            .Select(item => $"{item.Key} {item.Value}").Order(StringComparer.Ordinal);
        string members = string.Join(',', store.Members("g1").Order(StringComparer.Ordinal));
        return $"{store.Job}\n{string.Join('\n', objects)}\n{members}\n{string.Join(',', store.Intents().Select(intent => intent.Id))}";
    }
}

using System.Collections.Concurrent;
using Scim.Provisioning.States;

namespace Scim.Provisioning.Cycles;

/// <summary>Requests whose outcome is not known: a kill, a lost answer. Each object's next step finds out what became of them.</summary>
internal sealed class Interruptions
{
    private readonly ConcurrentDictionary<(ObjectKey, bool), Intent> _intents = new();

    public IEnumerable<Intent> All => _intents.Values;

    public void Add(Intent intent) => _intents[(intent.Object, intent.IsReference)] = intent;

    public bool Contains(ObjectKey key, bool isReference) => _intents.ContainsKey((key, isReference));

    public Intent? Find(ObjectKey key, bool isReference) => _intents.GetValueOrDefault((key, isReference));

    /// <summary>Takes the request out; null where the object was not interrupted.</summary>
    public Intent? Take(ObjectKey key, bool isReference) =>
        _intents.TryRemove((key, isReference), out Intent? intent) ? intent : null;
}

"""Turns of phrase by which professionals tell religion, origin, opinion, orientation or judge. Patterns only.

On lower-case text without accents, as in guard_word_lists (words alone). Must never: match a fact that a relay has to
report (an insult, a threat), or be shown to anyone.
"""

from __future__ import annotations

from typing import Final

from bot.triage.guard_word_lists import COUNTRIES, PARTIES, PEOPLE_ADJECTIVES, PERSON, any_of

_MORE_PEOPLE: Final = any_of(
    r"""
    thailandaise?s? laotien(?:ne)?s? cambodgien(?:ne)?s? khmere?s? philippine?s? indonesien(?:ne)?s? japonaise?s?
    coreen(?:ne)?s? nepalaise?s? tibetaine?s? birmane?s? britanniques? ecossaise?s? irlandaise?s? americaine?s?
    canadien(?:ne)?s? quebecoise?s? argentine?s? chilien(?:ne)?s? peruvien(?:ne)?s? equatorien(?:ne)?s?
    bolivien(?:ne)?s? venezuelien(?:ne)?s? cubaine?s? dominicaine?s? jamaicaine?s? guadeloupeen(?:ne)?s?
    martiniquaise?s? caledonien(?:ne)?s? kanake?s? polynesien(?:ne)?s? tahitien(?:ne)?s? creoles? corses?
    grec(?:que)?s? hongroise?s? tcheques? slovaques? slovenes? croates? montenegrine?s? lituanien(?:ne)?s?
    letton(?:ne)?s? estonien(?:ne)?s? bielorusses? ouzbeks? kazakhe?s? azeris? tadjiks? ingouches? yezidie?s?
    assyriens? jordanien(?:ne)?s? saoudien(?:ne)?s? yemenites? ethiopien(?:ne)?s? kenyane?s? ougandaise?s?
    tanzanien(?:ne)?s? mozambicaine?s? sud-africaine?s? tchadien(?:ne)?s? nigerien(?:ne)?s? centrafricaine?s?
    djiboutien(?:ne)?s? burundaise?s? liberien(?:ne)?s? sierra-leonaise?s? mauricien(?:ne)?s? bambaras? soninkes?
    wolofs? malinkes? dioulas? bamilekes? touaregs? hutus? tutsis? chaouie?s? rifaine?s? pieds?-noirs?
    ouighoure?s? hmongs? scandinaves? suedoise?s? norvegien(?:ne)?s? danoise?s? finlandaise?s? hollandaise?s?
    neerlandaise?s? luxembourgeoise?s? autrichien(?:ne)?s? eurasien(?:ne)?s? eurafricaine?s? latinos? hispaniques?
    sintis? forains? cap-verdien(?:ne)?s? afro-?\w{4,12} levantine?s? sahrawie?s? sahraouie?s?
    bissau-guineen(?:ne)?s? subsaharien(?:ne)?s? caribeen(?:ne)?s? orientaux orientale?s? nord-?\w{4,10}aine?s?
    est-europeen(?:ne)?s? ultramarine?s? metropolitaine?s? gitano gypsys? noire?s? blanche?s?
    """
)
PEOPLE: Final = f"{PEOPLE_ADJECTIVES}|{_MORE_PEOPLE}"
_MORE_COUNTRIES: Final = any_of(
    r"""
    italie espagne grece hongrie croatie slovaquie lituanie lettonie bielorussie allemagne belgique angleterre
    irlande thailande laos cambodge philippines indonesie japon coree nepal tibet birmanie perou chili argentine
    equateur venezuela bolivie cuba jamaique republique_dominicaine guadeloupe martinique guyane reunion polynesie
    nouvelle-caledonie caucase balkans tadjikistan ouzbekistan kazakhstan yemen jordanie arabie_saoudite djibouti
    kenya ouganda tanzanie mozambique afrique_du_sud liberia guinee-bissau sahara_occidental maurice asie
    amerique_(?:du_sud|latine) caraibes antilles outre-mer oceanie pays_de_l'est l'est_de_l'europe maghreb
    moyen-orient proche-orient mexique
    """
)
_LAND: Final = rf"(?:{COUNTRIES}|{_MORE_COUNTRIES})"
_OF: Final = r"(?:de la |de l'|de |du |des |d')"

ORIGIN: Final = (
    rf"(?:ascendances?|descendance|extraction|souche|lignee|racines|ancetres|sang|culture|ethnies?|race|apparence"
    rf"|physique|faciess?|teint|phenotype|tribu|coutumes?|traditions?|citoyennete|passeport|accent|parents"
    rf"|grands-parents"
    rf"|patronyme|nom)"
    rf"(?: plutot| de type| d'origine| a consonance)? (?:{PEOPLE})"
    rf"|nationalites? (?:{_MORE_PEOPLE}|hors ue|extra-europeenne|inconnue|non determinee)"
    rf"|origines? (?:\w{{1,14}} )?(?:{_MORE_PEOPLE})|communaute (?:\w{{1,10}} )?(?:{PEOPLE}|du voyage)"
    rf"|(?:{PERSON})(?: d'un pere| de mere| de pere| d'une mere| deux fois)? (?:{_MORE_PEOPLE})"
    rf"|(?:elle|il|lui|celui-ci|celle-ci|mere|pere|parents|qui) (?:est|sont|etait|etaient|serait|seraient) "
    rf"(?:de race \w+|{PEOPLE})(?!(?: de| comme| par) (?:peur|rage|colere|un))"
    rf"|(?:d'un|d'une|ses|leurs?|famille d'|fils d'|fille d'|enfants? d'|un|une) ?(?:pere|mere|parents|jeune|famille) "
    rf"(?:{PEOPLE})"
    rf"|franco-(?!allemand|suisse|ital|brit|belge|espagn|chin|ameri)(?:{PEOPLE})|(?:italo|hispano|turco|maroco"
    rf"|algero)-\w+"
    rf"|originaires? {_OF}(?:{_LAND}|l'etranger)"
    rf"|(?:adoptee?s?|nee?s?|grandie?|scolarisee?s? jusqu'a \d+ ans|naissance|vecu|elevee?) (?:en|au|aux|a"
    rf"|a la) {_LAND}"
    rf"|(?:arrivee?s?|venue?s?|migration|exil|exilee?s?|fuite|fuyant|parcours migratoire) (?:\w{{1,12}} ){{0,3}}?"
    rf"(?:de|d'|du|des|depuis) ?(?:la |le |l'|les )?{_LAND}"
    rf"|primo-?arrivante?s?|accent (?:[\w']{{1,10}} ){{0,3}}(?:l'est|maghreb|afrique|{PEOPLE})"
    + "|"
    + any_of(
        r"""
        metis(?:se?s?)? metissages? sang-?meles? mulatres?(?:se)? de_souche harkis? afro-?descendante?s?
        beurs? beurettes? renois? rebeus? reubeus? rabzas? noich(?:e|s)? babtous? negres? de_race_\w+
        race_(?:noire|blanche|jaune) d'ethnie deux_fois_etranger teint_(?:mat|basane|fonce|hale)
        cheveux_crepus yeux_brides peau_(?:mate|foncee|noire|basanee|claire) gens_du_voyage
        voyageurs?_(?:sedentari\w+|semi\w+) (?:famille|jeune|enfant|mere|pere)s?_(?:de_)?voyageurs?
        famille_du_voyage communaute_(?:gitane|rom|tzigane|manouche)
        issue?s?_(?:de_l'|d'une_)(?:immigration|famille_immigree) allogenes? allochtones? expatriee?s?
        (?:fils|fille|enfants?)_d'(?:immigres?|etrangers?|expatries?)
        (?:deuxieme|seconde|troisieme|1re|2e|3e)_generation mineure?_isolee?_etrangere? jeune_etrangere?
        couple_mixte famille_etrangere pas_nee?_en_france nee?_a_l'etranger
        recemment_arrivee?_en_france(?!_travail) arrivee?_en_france(?!_travail)
        nouvellement_arrivee?_en_france arrivee?_sur_le_territoire_(?:francais|national)
        papiers_(?:perimes|non_valides|refuses) sans_papiers_en_regle
        (?:visa|recepisse|titre_de_sejour|carte_de_sejour)_(?:expire|perime|refuse|depasse)e?
        regularisation_(?:en_cours|refusee|de_sa) en_attente_de_regularisation non_regularisee?
        sejour_irregulier droit_d'asile dublinee?s? debou(?:tee?|te)s? ofpra cnda
        beneficiaire_de_la_protection statut_d'apatride parle_mal_francais_car sous_obligation_de_quitter
        obligation_de_quitter_le_territoire ressortissante?s? non_francophone_d'origine d'origine_etrangere
        d'origine_ethnique de_couleur
        """
    )
)

_HOUSE: Final = (
    r"(?:mosquee|synagogue|messe|eglise|temple|pagode|office|culte|salle du royaume|priere|catechisme|confesse)"
)
RELIGION: Final = (
    rf"(?:se rend|se rendent|assiste|assistent|passe|retourne|est present|prie|engage"
    rf"|investie?)(?:e?s?) (?:[\w']{{1,14}} ){{0,4}}?"
    rf"(?:a la |a l'|au |dans une |dans la |a sa |de sa |de la ){_HOUSE}"
    r"|(?:retir\w+|enlev\w+|port\w+|gard\w+|ot\w{1,3}|met|mettre|mis|arbor\w+|revet\w*|abandonn\w+)"
    r" (?:toujours |aussi |desormais )?(?:son|le|un|leur|la|une|sa) (?:petite? |grand )?"
    r"(?:foulard|voile|hijab|turban|kippa|croix|medaille de la vierge|jilbab|abaya|qamis|niqab)"
    r"|(?:est|pere|mere|oncle|etait|devenir|devenu) (?:\w{1,12} )?(?:imam|pasteur|pretre|rabbin|diacre|catechiste"
    r"|bonze|nonne|moine"
    r"|seminariste|religieuse)"
    + "|"
    + any_of(
        r"""
        se_dit_athee? athees? athe(?:isme|iste)s?
        prieres?_(?:quotidiennes?|du_(?:vendredi|matin|soir)|collectives?|en_groupe) ses_(?:cinq_)?prieres?
        fait_baptiser bapteme_(?:de_|du_|recent|tardif|catholique)
        (?:jeune|jeunent|jeuner)_(?:pendant|pour|durant)_le_(?:mois_de_)?(?:ramadan|careme)
        observe_le_(?:jeune|ramadan|careme|shabbat)
        (?:celebre|fete)(?:nt|r)?_(?:l'aid|hanouk\w+|kippour|pessah|le_shabbat|l'achoura) l'aid(?:_el_\w+)?
        education_(?:tres_|trop_)?(?:religieuse|catholique|coranique|islamique)
        (?:motifs?|interdits?|preceptes?|principes?|fanatisme|extremisme|dogmes?|discours|ferveur|rites?)_religieu(?:x|se|ses)
        (?:raison|pression|communaute|appartenance|convictions?|derive|observance|radicalite|obedience|pratique|fete)s?_religieuses?
        fanati(?:que|ques|sme) bigote?s? grenouille_de_benitier cul_beni loubavitch hassidiques? coptes?
        maronites? alevie?s? druzes? wahhabites? tabligh traditionalistes? lefebvristes? charismatiques?
        baptistes? lutherien(?:ne)?s? calvinistes? anglicane?s? orthodoxes? zoroastriens? scientologues?
        raelien(?:ne)?s? animistes? vaudou(?:_familial)? rastafari\w* deistes? hinduistes? non_croyante?s?
        incroyante?s? peu_croyante?s? (?:famille|jeune|mere|pere|parents|tres|fervent)_croyante?s?
        islam_(?:rigoriste|radical|strict|modere) (?:au_nom_de|par|a_cause_de|perdu)_(?:sa_|la_)foi
        foi_(?:musulmane|chretienne|catholique|juive|profonde|ardente) (?:de|la|sa)_confession_\w+
        circoncis(?:ion|e|ee)?(?!_medicale) scarifications?_rituelles? exorcis\w+ marabout\w*
        mariage_religieux hallal halal casher kasher cacher_strict repas_sans_porc porc_interdit
        croit_en_(?:dieu|allah|jesus) allah
        (?:lecture|lit|cite|versets?)_(?:de_la_|de_|du_|des_)?(?:bible|coran|torah|sourates?)
        (?:tres|fort)_investie?_(?:a|dans)_(?:sa|l'|la)_?(?:paroisse|eglise|mosquee) enfant_de_ch[o]?eur
        servant_d'autel juive?s?_pratiquante?s? israelites? de_religion_\w+
        religion_(?:musulmane|catholique|juive|protestante|orthodoxe|hindoue|bouddhiste)
        islamis(?:me|ation|ee?) salafis\w* frere_musulman freres_musulmans fiche_s_islamiste
        """
    )
)

_MORE_PARTIES: Final = any_of(
    r"""
    cgc cfe-cgc solidaires sud(?:_rail)? snes horizons udi les_patriotes place_publique glucksmann philippot
    roussel ruffin attal sarkozy hollande bayrou retailleau wauquiez ciotti udr poutou arthaud asselineau upr
    lassalle le_pen marine nfp nouveau_front_populaire nupes lrem en_marche parti_\w+ centristes? socialistes?
    communistes? republicains majorite opposition fidl soulevements_de_la_terre extinction_rebellion greenpeace
    l214 attac reconquete trump poutine
    """
)
_SIDES: Final = rf"(?:{PARTIES}|{_MORE_PARTIES})"
OPINION: Final = (
    rf"(?:est|sont|passee?|inscrite?|adhere|engagee?|entree?) (?:au|chez|a la|a|aux|dans|membre du|membre de la"
    rf"|avec) (?:les |la |le |l')?"
    rf"(?:rn|fn|ps|pcf|npa|lfi|lr|cgt|cfdt|cftc|unsa|fsu|eelv|unef|uni|reconquete|rassemblement national|front national"
    rf"|parti \w+|republicains|ecologistes|verts|insoumis|jeunesses \w+)"
    rf"|(?:milit(?:e|ent|ait|er|ant)|adherent?e?s?|votee?|votent|soutient|soutiennent|admire|encense|defend|tracte"
    rf"|colle|sympathisante?"
    rf"|reunions?|meetings?|victoire|liste|affiches?|tracts?|carte|candidate?|elue?|conseillere?|section|election"
    rf"|cause|ligne|these?s?"
    rf"|programme|programmes|idees|discours|propos|ideologie|proche|fan|partisane?|campagne)"
    rf" (?:[\w']{{1,14}} ){{0,4}}?(?:d'|l')?{_SIDES}"
    + "|"
    + any_of(
        r"""
        milit(?:e|ent|ait|er)(?=_(?:pour|contre|a|au|aux|dans|chez|activement|depuis))
        militant(?:e|es|s|isme)? activistes?
        pro_?(?:poutine|russe|trump|macron|israel\w*|palestin\w*|hamas|armes|vie|gouvernement)
        sensibilites?_(?:politiques?|de_gauche|de_droite|ecologiste|syndicale)
        sympathies?_(?:politiques?|neo_?nazies?|d'extreme\w*|de_gauche|de_droite|pour_le|royalistes?|communistes?|fascistes?|nationalistes?)
        neo_?nazie?s? nazis? groupuscules? identitaires
        cause_(?:palestinienne|animale|kurde|ecologiste|anarchiste|feministe) abstentionnistes? s'abstient_aux
        refuse_de_voter ne_vote_(?:pas|plus|jamais)
        feministes?_(?:radicale|engagee|militante|convaincue|extreme)s?
        ultra_?(?:gauche|droite|liberale?s?|conservat\w+) ultragauche ultradroite climatosceptiques?
        platistes? masculinistes? patriotes? populistes? gaullistes? bonapartistes? sarkozystes? staliniens?
        leninistes? altermondialistes? decroissante?s? eco_?(?:terroriste|anxieux_militant|activiste)s?
        (?:gauchiste|droitiste|wokiste|woke|souverainiste|collectiviste|libertaire|reactionnaire|progressiste|conservat(?:eur|rice))s?
        qanon reacs? de_droite_(?:dure|decomplexee|classique) de_gauche_(?:radicale|moderee|dure)
        (?:tres|bien|fort)_politisee?s? politisee?s?
        (?:avis|idees|opinions?|vues|prises?_de_position|penchants?|affinites|couleur|etiquette|bord|appartenances?|ancrage|discussions)_politiques?
        (?:ancrage|appartenance|adhesion|engagement|activisme|militance|responsabilites?|passe|mandat|fonctions?)_(?:politiques?|syndical(?:e|es)?|militante?s?|associative_militante)
        syndicalistes? syndiquee?s? deleguee?_du_personnel deleguee?s?_(?:cgt|fo|cfdt|sud)
        (?:participe\w*|prend_part|presente?s?|active?s?|engagee?s?)_(?:regulierement_|souvent_)?(?:aux|a_des|a_une|dans_les)_(?:manifs?|manifestations?|blocages?|actions?_militantes?|meetings?|rassemblements?_politiques?|reunions?_(?:politiques?|syndicales?|militantes?))
        actions?_militantes? desobeissance_civile
        anti_?(?:macron\w*|gouvernement|capitalistes?|republicaine?s?|flics?|police|systeme|vax|vaccins?|fa|fas|fascistes?|immigration|europe\w*|etat|islam|migrants|ivg|pass|5g|elites|mariage_pour_tous)
        theories?_du_complot complotistes? conspirationn\w+
        (?:hostile|opposee?s?|refractaires?)_(?:a_l'etat|au_gouvernement|au_pouvoir|aux_institutions|a_la_republique|a_l'immigration|a_macron|au_president)
        rejette_les_institutions contre_l'immigration
        (?:droite|gauche)_(?:dure|radicale|conservatrice|ultra|traditionnelle|caviar|moderee|identitaire)
        a_(?:l'extreme|l'ultra)_?\w*
        elu_(?:d'opposition|de_la_majorite|socialiste|communiste|rn|ecologiste|local_du)
        ancien(?:ne)?_gilets?_jaunes?
        (?:supporter|supportrice|soutien|electeur|electrice|partisane?)_(?:de|du|d')_?(?:trump|poutine|l'extreme\w*|zemmour|bardella|melenchon|macron|le_pen)
        (?:quenelle|salut_nazi|croix_gammee_sur_lui) souhaite_la_victoire europhobes? eurosceptiques? frexit
        """
    )
)

_SHE: Final = (
    r"(?:elle|mere|fille|tante|s[oe]ur|usagere|femme|dame|adolescente|lyceenne|collegienne|etudiante|la jeune|copine"
    r"|maman|eleve feminine)"
)
_HE: Final = (
    r"(?:il|pere|fils|garcon|frere|oncle|usager|jeune homme|adolescent|lyceen|collegien|etudiant|le jeune|papa"
    r"|monsieur)"
)
_LOVE: Final = (
    r"(?:sort|sortait|vit|vivait|couche|flirte|en couple|se marie|mariee?|pacsee?|relations?|liaisons?|rencontres?"
    r"|rapports?|aventures?"
    r"|histoire|idylle|amoureu(?:x|se)|eprise?|experiences?|frequente|embrasse|aime|aimait|drague|seduit|desire)"
)
ORIENTATION: Final = (
    rf"{_SHE} (?:[\w']{{1,14}} ){{0,5}}?{_LOVE} (?:[\w']{{1,14}} ){{0,3}}?(?:avec |d'|de |a )?(?:une autre |une |des "
    rf"|d'autres |les )"
    r"(?:jeune )?(?:femmes?|filles?|camarade de sa classe|lyceenne|eleve de l'internat|amies? intimes?)(?! (?:qui"
    r"|du groupe))"
    rf"|{_HE} (?:[\w']{{1,14}} ){{0,5}}?{_LOVE} (?:[\w']{{1,14}} ){{0,3}}?(?:avec |d'|de |a )?(?:un autre |un |des "
    rf"|d'autres |les )"
    r"(?:jeunes? )?(?:hommes?|garcons?|mecs?|gars)(?! (?:qui|du groupe))"
    rf"|{_SHE} (?:[\w']{{1,12}} ){{0,3}}?(?:vit|habite|emmenage|separee|mariee|pacsee|rompu|logee|installee|revient"
    rf"|vient) (?:[\w']{{1,8}} )?"
    r"(?:avec|chez|de|d'avec) sa (?:compagne|conjointe|femme|epouse|petite amie|copine|cherie)"
    rf"|{_HE} (?:[\w']{{1,12}} ){{0,3}}?(?:vit|habite|emmenage|separe|marie|pacse|rompu|loge|installe|revient"
    rf"|vient) (?:[\w']{{1,8}} )?"
    r"(?:avec|chez|de|d'avec) son (?:compagnon|conjoint|mari|epoux|petit ami|copain|cheri)"
    r"|(?:relations?|liaisons?|rapports?|histoire|idylle|aventures?"
    r"|experiences?) (?:[\w']{1,12} ){0,2}avec (?:une autre (?:fille|eleve|femme|jeune)"
    r"|un autre (?:garcon|homme|eleve|jeune)|(?:des|les) deux sexes)"
    r"|(?:pere|mari|oncle) (?:[\w']{1,12} ){0,6}pour un homme|(?:mere|femme"
    r"|tante) (?:[\w']{1,12} ){0,6}pour une (?:autre )?femme"
    r"|(?:il|garcon|fils) (?:[\w']{1,12} ){0,5}(?:d'hommes|se maquille|en robe|du vernis)|elle (?:a|aurait"
    r"|avait) une copine(?=[.!,]| depuis)"
    r"|il (?:a|aurait|avait) un (?:copain|petit ami)(?=[.!,]| depuis| et)"
    r"|se (?:definit|identifie|vit|reconnait|sent(?! femme de menage)|presente|genre|declare|percoit|considere|pense"
    r"|voit|revendique) (?:plutot |plus |davantage |profondement )?"
    r"(?:comme |en |au |en tant qu'|en tant que )?(?:ni |un |une )?(?:vraie? )?(?:garcon|fille|homme|femme|masculin"
    r"|feminin|neutre)"
    + "|"
    + any_of(
        r"""
        ni_(?:fille|homme|garcon|femme)_ni_(?:fille|homme|garcon|femme) se_travesti\w* homoparental\w*
        s'habille_en_(?:fille|femme|garcon|homme) demi_?sexuel(?:le)?s? aromantiques? panromantiques?
        sapphiques? lesbianisme
        (?:preferences?|gouts?|attirances?|inclinations?|penchants?)_(?:amoureu\w+_|sexuel\w+_)?(?:vont_aux|pour_les|envers_les|vers_les)_\w+
        attirances?_(?:homosexuelles?|pour_(?:les|le_meme)\w*|sexuelle|pour_une|pour_un)
        attiree?s?_(?:aussi_|plutot_|uniquement_|autant_)?par_(?:les|des|un|une)_(?:garcons?|filles?|hommes?|femmes?|personnes_du|deux)
        marie_a_un_homme mariee_a_une_femme (?:deux|couple_de)_(?:hommes|femmes)_en_couple
        couple_(?:de_femmes|d'hommes|lesbien|gay|homosexuel|de_meme_sexe)
        partenaires_(?:masculins|feminines|multiples|des_deux_sexes|sexuels) ftm mtf f_to_m m_to_f
        (?:debut\w+|entam\w+|commenc\w+|envisag\w+|souhait\w+|voudrait|demande|fait|fera|poursuit)_(?:une|sa|la)_transition(?!_(?:pro|ecolo|vers_l|num|sco))
        parcours_trans homme_trans femme_trans garcon_trans fille_trans prenom_d'usage_(?:masculin|feminin)
        mastectomie torsoplastie vaginoplastie bloqueurs_de_puberte testosterone [o]estrogenes
        hormono_?therapie reassignation binder agenre bigenre cisgenres? gender_?queer
        genre_(?:non_conforme|neutre|oppose|vecu|ressenti) non_genree? fluidite_de_genre
        (?:prefere|aim(?:e|ait|erait))_(?:aussi_|plutot_)?(?:les_|des_)(?:garcons|filles|hommes|femmes|deux)
        (?:l'autre|meme|les_deux)_sexes? pronoms?_(?:iel|il_et_elle|elle|il|masculin\w*|feminin\w*|neutres?)
        iel lgbt(?:q\w{0,3})?\+? tapettes? tantouzes? fiottes? folle_du_regiment manieree?
        sorti(?:e)?_du_placard au_placard hors_placard bicurieu(?:x|se) curieux_des_garcons
        changement_d'etat_civil_pour_genre mauvais_corps corps_qui_n'est_pas_le_sien
        se_fait_(?:desormais_|maintenant_)?appeler_(?:au_masculin|au_feminin|par_un_prenom_(?:masculin|feminin))
        identite_(?:trans|sexuelle|de_genre|masculine|feminine|queer)
        orientation_(?:amoureuse|sexuelle|intime|affective) vie_(?:sexuelle|intime|amoureuse)_(?:\w+)
        sexualite s'interroge_sur_son_(?:genre|orientation|identite)
        se_questionne_sur_son_(?:genre|orientation|identite) (?:fille|femme|elle)_masculine
        virile?_pour_une_fille trop_feminin drag_queen sa_copine_et_elle son_copain_et_lui
        relations?_(?:homosexuelles?|lesbiennes?|saphiques?|gays?|tarifees) polyamour\w* libertine?s?
        couple_libre vierge echangistes? ne_s'interesse_pas_aux_(?:filles|garcons)
        pas_interessee?_par_les_(?:filles|garcons) s'assume_(?:gay|lesbienne|comme|en_tant) inverti
        hermaphrodite nee?_(?:fille|garcon|femme|homme) assignee?_\w+_a_la_naissance ex_?(?:fille|garcon)
        personne_trans amoureux_d'un_(?:garcon|homme|ami|camarade)
        amoureuse_d'une_(?:fille|femme|amie|camarade) prenom_de_naissance_refuse
        """
    )
)
